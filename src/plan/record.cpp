#include "ignite/plan/record.h"

#include "ignite/core/path.h"
#include "ignite/core/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace ignite::plan {

namespace {

constexpr std::string_view first_line = "ignite unfinished 1\n";
constexpr std::string_view last_word = "end";

constexpr std::array<std::string_view, 5> kinds = {"absent", "file", "directory", "symlink", "other"};

// Every word is "<length>:<bytes>\n": paths and contents may hold any byte.
void append_word(std::string& out, std::string_view word) { out += cat(word.size(), ":", word, "\n"); }

void append_node(std::string& out, const std::string& path, const NodeState& node) {
    append_word(out, "node");
    append_word(out, path);
    append_word(out, kinds[static_cast<std::size_t>(node.kind)]);
    for (const std::uint64_t number : {node.size, std::uint64_t{node.uid}, std::uint64_t{node.gid},
                                       std::uint64_t{node.mode}, node.device, node.inode})
        append_word(out, cat(number));
    append_word(out, node.text);
}

class Words {
public:
    explicit Words(std::string_view text) : left_{text} {}

    Result<std::string_view> next() {
        std::size_t length = 0;
        const auto [end, failed] = std::from_chars(left_.data(), left_.data() + left_.size(), length);
        const auto digits = static_cast<std::size_t>(end - left_.data());
        if (failed != std::errc{} || digits >= left_.size() || left_[digits] != ':' ||
            left_.size() - digits - 1 <= length || left_[digits + 1 + length] != '\n')
            return fail(Fault::system, "it is cut off or damaged");
        const std::string_view word = left_.substr(digits + 1, length);
        left_.remove_prefix(digits + 1 + length + 1);
        return word;
    }
    template <class Number>
    Result<Number> number() {
        const std::string_view word = TRY(next());
        Number value = 0;
        const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (failed != std::errc{} || end != word.data() + word.size())
            return fail(Fault::system, "it has \"", word, "\" for a number");
        return value;
    }

private:
    std::string_view left_;
};

Result<NodeState> read_node(Words& words) {
    NodeState node;
    const std::string_view kind = TRY(words.next());
    const auto known = std::ranges::find(kinds, kind);
    if (known == kinds.end())
        return fail(Fault::system, "it has \"", kind, "\" for a kind of node");
    node.kind = static_cast<NodeKind>(known - kinds.begin());
    node.size = TRY(words.number<std::uint64_t>());
    node.uid = TRY(words.number<std::uint32_t>());
    node.gid = TRY(words.number<std::uint32_t>());
    node.mode = TRY(words.number<std::uint32_t>());
    node.device = TRY(words.number<std::uint64_t>());
    node.inode = TRY(words.number<std::uint64_t>());
    node.text = TRY(words.next());
    return node;
}

Result<Record> read_record(std::string_view text) {
    if (!text.starts_with(first_line))
        return fail(Fault::system, "it does not begin as a record does");
    Words words{text.substr(first_line.size())};
    Record record;
    for (;;) {
        const std::string_view what = TRY(words.next());
        if (what == last_word)
            return record;
        const std::string path{TRY(words.next())};
        if (what == "node")
            record.originals.insert_or_assign(record.originals.end(), path,
                                              TRY(read_node(words))); // in order
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
