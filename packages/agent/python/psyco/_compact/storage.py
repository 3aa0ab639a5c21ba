# Chooses where the attributes of compact instances are kept: native if the machine code runs here, else plain.

import os

from .unsupported import Unsupported

ASKED_FOR = 'PSYCO_COMPACT=plain'
why_plain = None
if os.environ.get('PSYCO_COMPACT') == 'plain':
    why_plain = ASKED_FOR
else:
    try:
        from . import native as storage
    except Unsupported as reason:
        why_plain = str(reason)
    except ImportError as reason:
        why_plain = f'no ctypes: {reason}'
if why_plain is not None:
    from . import plain as storage
