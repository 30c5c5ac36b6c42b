// How keys of a document are matched with fields: exactly, and otherwise without regard to case.
#pragma once

#include "field.h"

#include "ignite/json/document.h"

#include <string>
#include <string_view>

namespace ignite::config {

// Whether two keys are equal but for case. Besides ASCII, the reference takes "ſ" for s and the Kelvin sign
// for k.
bool same_but_for_case(std::string_view key, std::string_view field);

// The value of a key: a view of the document, or of text unescaped for us.
class KeyText {
public:
    explicit KeyText(const json::Value& key) {
        if (const auto as_written = key.view())
            view_ = *as_written;
        else
            view_ = own_ = key.text();
    }
    KeyText(const KeyText&) = delete;
    KeyText& operator=(const KeyText&) = delete;

    std::string_view view() const { return view_; }

private:
    std::string own_;
    std::string_view view_;
};

// The field that a key of this version is; null: none.
const Field* find_field(Fields fields, std::string_view key, Version version);

} // namespace ignite::config
