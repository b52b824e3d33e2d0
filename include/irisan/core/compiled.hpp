#pragma once

// A few great functions take a compiler from six seconds to a minute wherever they are called. They
// are compiled once in irisan::io: who links it sees them declared only, since its CMake target
// defines IRISAN_COMPILED; for everybody else they are inline like all the rest.
#ifdef IRISAN_COMPILED
#define IRISAN_INLINE
#else
#define IRISAN_INLINE inline
#endif

// The files that compile them say so.
#if defined(IRISAN_COMPILED) && !defined(IRISAN_COMPILING)
#define IRISAN_DECLARED_ONLY
#endif
