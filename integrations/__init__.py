"""Where bylaw meets the world outside: the receivers of what was recorded."""

from .http import http_sink
from .lines import file_sink, stream_sink
from .relay import run
from .retry import Retry

__all__ = ["Retry", "file_sink", "http_sink", "run", "stream_sink"]
