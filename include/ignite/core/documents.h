// The texts this run has read, so that a finding can show the line it is about.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace ignite {

struct DocumentText {
    std::string name; // as a person would call it: a file name, a URL without its secrets
    std::string own;  // the text, unless somebody else holds it
    std::string_view text;
};

// Texts stay where they are once added: values point into them.
class Documents {
public:
    std::uint32_t add(std::string name, std::string text) {
        const std::uint32_t number = add_held(std::move(name), {});
        documents_.back().own = std::move(text);
        documents_.back().text = documents_.back().own;
        return number;
    }
    // One that outlives the documents.
    std::uint32_t add_held(std::string name, std::string_view text) {
        documents_.push_back({std::move(name), {}, text});
        return static_cast<std::uint32_t>(documents_.size() - 1);
    }

    const DocumentText* find(std::uint32_t number) const {
        return number < documents_.size() ? &documents_[number] : nullptr;
    }
    std::string_view text(std::uint32_t number) const { return documents_[number].text; }
    std::uint32_t count() const { return static_cast<std::uint32_t>(documents_.size()); }

private:
    std::deque<DocumentText> documents_;
};

} // namespace ignite
