"""The seven versions of the Keras governance text as charters, and a journal that lives them."""
