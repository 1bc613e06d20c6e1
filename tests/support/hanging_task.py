"""A module whose import never ends, for the tests of the judge."""

import threading

threading.Event().wait()
