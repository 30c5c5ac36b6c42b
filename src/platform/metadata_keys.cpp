#include "metadata_keys.h"

#include "metadata_text.h"

#include "ignite/core/letters.h"

namespace ignite::platform {

namespace {

void add_lines(std::vector<std::string>& keys, std::string_view text) {
    for (std::string& line : lines_of(text))
        keys.push_back(std::move(line));
}

// "USER:KEY" on each line; the user is for Google's own programs.
void add_of_google(std::vector<std::string>& keys, std::string_view text, journal::Journal& journal) {
    for (const std::string& line : lines_of(text))
        if (const std::size_t colon = line.find(':'); colon != std::string::npos)
            keys.push_back(line.substr(colon + 1));
        else
            journal.warning("a line of the keys names no user, going on without it");
}

Result<std::vector<std::string>> keys_of_google(const Read& read, std::string_view base,
                                                journal::Journal& journal) {
    const auto text = [&](std::string_view place) { return read_if_there(read, cat(base, place)); };
    std::vector<std::string> keys;
    const std::string alone = TRY(text("instance/attributes/sshKeys"));
    if (!trimmed(alone).empty()) {
        add_of_google(keys, alone, journal);
        return keys;
    }
    add_of_google(keys, TRY(text("instance/attributes/ssh-keys")), journal);
    if (trimmed(TRY(text("instance/attributes/block-project-ssh-keys"))) == "true")
        return keys;
    for (const std::string_view place : {"project/attributes/sshKeys", "project/attributes/ssh-keys"})
        add_of_google(keys, TRY(text(place)), journal);
    return keys;
}

// List elements of a cloud-config, or lines, that are keys.
void add_from_anywhere(std::vector<std::string>& keys, std::string_view text) {
    for (const std::string_view line : lines_of(text)) {
        const std::string_view key = without_quotes(line.starts_with("- ") ? line.substr(2) : line);
        if (is_public_key(key))
            keys.emplace_back(key);
    }
}

Result<std::vector<std::string>> listed_keys(const Read& read, std::string_view path) {
    std::vector<std::string> keys;
    for (const std::string& name : lines_of(TRY(read_if_there(read, path)))) {
        const std::string number = name.substr(0, name.find_first_of("=/"));
        add_lines(keys, TRY(read_if_there(read, cat(path, "/", number, "/openssh-key"))));
    }
    return keys;
}

Result<std::vector<std::string>> read_lines_of_keys(const Keys& where, const Read& read,
                                                    journal::Journal& journal) {
    std::vector<std::string> keys;
    switch (where.how) {
    case Keys::How::none:
        return keys;
    case Keys::How::listed:
        return listed_keys(read, where.path);
    case Keys::How::google:
        return keys_of_google(read, where.path, journal);
    case Keys::How::lines:
        add_lines(keys, TRY(read_if_there(read, where.path)));
        return keys;
    case Keys::How::anywhere:
        add_from_anywhere(keys, TRY(read_if_there(read, where.path)));
        return keys;
    case Keys::How::json:
    case Keys::How::json_broken:
        break;
    }
    const std::string document = TRY(read_if_there(read, where.path));
    if (document.empty())
        return keys;
    for (std::string& text : TRY(texts_at(document, where.place))) {
        if (where.how == Keys::How::json_broken)
            std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
        add_lines(keys, text);
    }
    return keys;
}

} // namespace

Result<std::vector<std::string>> read_keys(const Shelf& shelf, const Read& read, Context& context) {
    std::vector<std::string> keys = shelf.ask_keys != nullptr
                                        ? TRY(shelf.ask_keys(context))
                                        : TRY(read_lines_of_keys(shelf.keys, read, context.journal));
    const std::size_t others =
        std::erase_if(keys, [](const std::string& line) { return !is_public_key(line); });
    if (others > 0)
        context.journal.warning(others,
                                " of the platform's keys are no OpenSSH public keys, going on without them");
    return keys;
}

} // namespace ignite::platform
