import sys

from irisan._command import main

sys.exit(main())
