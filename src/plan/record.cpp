#include "ignite/plan/record.h"

#include "ignite/core/path.h"
#include "ignite/core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace ignite::plan {

namespace {

constexpr std::string_view first_line = "ignite unfinished 2\n";
constexpr std::string_view last_word = "end";

constexpr std::array<std::string_view, 5> kinds = {"absent", "file", "directory", "symlink", "other"};

// Every word is "<length>:<bytes>\n": paths and contents may hold any byte.
void append_word(std::string& out, std::string_view word) {
    append_to(out, word.size());
    out += ':';
    out += word;
    out += '\n';
}

void append_node(std::string& out, const std::string& path, const NodeState& node) {
    append_word(out, "node");
    append_word(out, path);
    append_word(out, kinds[static_cast<std::size_t>(node.kind)]);
    if (node.kind == NodeKind::absent)
        return; // there is nothing more to say of most of them, and a config can name many thousands
    for (const std::uint64_t number : {node.size, std::uint64_t{node.uid}, std::uint64_t{node.gid},
                                       std::uint64_t{node.mode}, node.device, node.inode})
        append_word(out, cat(number));
    append_word(out, node.text);
}

// Reads the words one by one. Where one is not as it should be the text ends, and `wrong` says why.
class Words {
public:
    explicit Words(std::string_view text) : left_{text} {}

    std::string_view next() {
        std::size_t length = 0;
        const auto [end, failed] = std::from_chars(left_.data(), left_.data() + left_.size(), length);
        const auto digits = static_cast<std::size_t>(end - left_.data());
        if (failed != std::errc{} || digits >= left_.size() || left_[digits] != ':' ||
            left_.size() - digits - 1 <= length || left_[digits + 1 + length] != '\n') {
            refuse("it is cut off or damaged");
            return {};
        }
        const std::string_view word = left_.substr(digits + 1, length);
        left_.remove_prefix(digits + 1 + length + 1);
        return word;
    }
    template <class Number>
    void number(Number& value) {
        const std::string_view word = next();
        const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (failed != std::errc{} || end != word.data() + word.size())
            refuse("it has \"", word, "\" for a number");
    }
    template <class... Parts>
    void refuse(const Parts&... parts) {
        if (!wrong)
            wrong.emplace(Fault::system, parts...);
        left_ = {};
    }

    std::optional<Error> wrong;

private:
    std::string_view left_;
};

void read_node(Words& words, NodeState& node) {
    const std::string_view kind = words.next();
    const auto known = std::ranges::find(kinds, kind);
    if (known == kinds.end())
        words.refuse("it has \"", kind, "\" for a kind of node");
    else
        node.kind = static_cast<NodeKind>(known - kinds.begin());
    if (node.kind == NodeKind::absent)
        return;
    words.number(node.size);
    words.number(node.uid);
    words.number(node.gid);
    words.number(node.mode);
    words.number(node.device);
    words.number(node.inode);
    node.text = words.next();
}

Result<Record> read_record(std::string_view text) {
    if (!text.starts_with(first_line))
        return fail(Fault::system, "it does not begin as a record does");
    Words words{text.substr(first_line.size())};
    Record record;
    for (;;) {
        const std::string_view what = words.next();
        std::string path{what == last_word ? std::string_view{} : words.next()};
        if (words.wrong)
            return tl::unexpected{*std::move(words.wrong)};
        if (what == last_word)
            return record;
        if (what == "node") // they are in order
            read_node(words, record.originals.try_emplace(record.originals.end(), std::move(path))->second);
        else if (what == "home")
            record.begun_homes.push_back(path);
        else if (what == "enabled")
            record.enabled_units.push_back(path);
        else if (what == "notated")
            record.notated_directories.push_back(path);
        else if (what == "try")
            record.tries.push_back(path);
        else if (what == "finished")
            record.finished_in = path;
        else if (what == "made")
            record.made_directory = true;
        else
            return fail(Fault::system, "it has an entry \"", what, "\", which is unknown");
    }
}

} // namespace

std::string encode(const Record& record) {
    std::string out{first_line};
    const auto entry = [&](std::string_view what, std::string_view value) {
        append_word(out, what);
        append_word(out, value);
    };
    if (!record.finished_in.empty())
        entry("finished", record.finished_in);
    if (record.made_directory)
        entry("made", parent_of(record_path));
    for (const std::string& date : record.tries)
        entry("try", date);
    for (const std::string& path : record.notated_directories)
        entry("notated", path);
    for (const std::string& unit : record.enabled_units)
        entry("enabled", unit);
    for (const std::string& path : record.begun_homes)
        entry("home", path);
    for (const auto& [path, node] : record.originals)
        append_node(out, path, node);
    append_word(out, last_word);
    return out;
}

Result<Record> decode_record(std::string_view text) {
    return read_record(text).map_error(within("read ", record_path, ", the record of an unfinished run"));
}

} // namespace ignite::plan
