// SPDX-License-Identifier: BSL-1.0
// A URI holds the secret: it is not copied.
// both say: it holds a secret
#include <otpp/otpp.hpp>
#include <utility>

otpp::uri_text keep(otpp::uri_text& uri)
{
#ifdef MENDED
    return std::move(uri);
#else
    return uri;
#endif
}
