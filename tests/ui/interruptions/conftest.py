from tests.exchange.conftest import *  # noqa: F403
from tests.ui.conftest import *  # noqa: F403
