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
    std::string text;
};

// Texts stay where they are once added: values point into them.
class Documents {
public:
    std::uint32_t add(std::string name, std::string text) {
        documents_.push_back({std::move(name), std::move(text)});
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
