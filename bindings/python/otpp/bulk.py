"""Many one-time passwords in one call: columns of keys, codes and times, a row for each.

>>> import otpp
>>> keys = ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "JBSWY3DPEHPK3PXP"]
>>> otpp.bulk.match(keys, ["287082", "996554"], at=65).tolist()
[-1, -1]
>>> otpp.bulk.passcodes(keys, 59).tolist()
[287082, 996554]

Keys that are asked more than once are prepared once, by otpp.KeySet.
"""

from ._otpp import kernels, match, passcodes

__all__ = ["kernels", "match", "passcodes"]
