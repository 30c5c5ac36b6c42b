// Which of the old specs a document follows.
#pragma once

#include "ignite/core/version.h"
#include "ignite/json/document.h"

#include <optional>
#include <string>

namespace ignite::config::old {

struct Declaration {
    std::string text;               // as the document writes it
    std::optional<Version> version; // nothing: no spec that ever was
};

// Nothing when the document does not claim to be of spec 1 or 2.
std::optional<Declaration> find_declaration(const json::Document& document);

} // namespace ignite::config::old
