"""What texts mean, as vectors: beside their words, for passages that nobody wrote questions for."""

import os

# Before numpy is loaded, which reads it once. More threads of OpenBLAS make no answer sooner, and those that wait for
# work keep a processor busy meanwhile: a question then took twice the processor time (seen, not documented). See
# https://github.com/OpenMathLib/OpenBLAS/blob/develop/USAGE.md
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
