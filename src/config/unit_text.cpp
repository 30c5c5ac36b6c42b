#include "unit_text.h"

#include "ignite/core/utf8.h"

#include <algorithm>

namespace ignite::config {

namespace {

// The reference reads through a buffer, and whether it refuses a long line depends on how much is in it. So
// we keep the books of that buffer: what lies between `at` and `filled` is in it.
class Window {
public:
    explicit Window(std::string_view text) : text_{text} {}

    // A line as long as systemd's limit is at the front of the buffer.
    bool has_overlong_line() const {
        constexpr std::size_t longest_line = 2048;
        return filled_ - at_ >= longest_line &&
               text_.substr(at_, longest_line).find_first_of("\r\n") == std::string_view::npos;
    }

    bool at_end() const { return at_ == text_.size(); }
    std::size_t at() const { return at_; }

    // The next character, which stays where it is; there is one.
    Rune peek() {
        // The reference reads more when the buffer ends within a character.
        constexpr std::size_t longest_character = 4;
        if (filled_ > at_ && static_cast<unsigned char>(text_[at_]) < 0x80)
            return {static_cast<unsigned char>(text_[at_]), 1, true};
        if (filled_ - at_ < longest_character && first_rune(text_.substr(at_)).bytes > filled_ - at_)
            fill();
        return first_rune(text_.substr(at_));
    }
    void skip(const Rune& rune) { at_ += rune.bytes; }

    // Everything up to the character; it is taken as well but not returned. Without one, takes the rest.
    std::string_view take_until(char end, bool& found) {
        const std::size_t begin = at_;
        const std::size_t where = text_.find(end, at_);
        found = where != std::string_view::npos;
        const std::size_t after = found ? where + 1 : text_.size();
        while (filled_ < after) {
            if (filled_ - at_ >= size) // full: the reference sets it aside and reads on
                at_ = filled_;
            fill();
        }
        at_ = after;
        return text_.substr(begin, (found ? where : after) - begin);
    }

private:
    static constexpr std::size_t size = 4096;

    void fill() { filled_ = std::min(at_ + size, text_.size()); }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t filled_ = 0;
};

class UnitReader {
public:
    explicit UnitReader(std::string_view text) : window_{text} {}

    UnitText read() {
        while (step_ != Step::end)
            take_step();
        return result_;
    }

private:
    enum class Step {
        preamble,
        header_name,
        header_rest,
        preamble_comment,
        between_options,
        comment,
        option_name,
        option_value,
        end,
    };

    void take_step() {
        if (window_.has_overlong_line())
            return fail("a line is longer than 2047 bytes");
        switch (step_) {
        case Step::preamble:
            return preamble();
        case Step::header_name:
            return header_name();
        case Step::header_rest:
            return header_rest();
        case Step::preamble_comment:
            return comment(Step::preamble);
        case Step::comment:
            return comment(Step::between_options);
        case Step::between_options:
            return between_options();
        case Step::option_name:
            return option_name();
        case Step::option_value:
            return option_value();
        case Step::end:
            return;
        }
    }

    static bool begins_comment(char32_t code) { return code == U'#' || code == U';'; }

    void preamble() {
        if (window_.at_end())
            return finish();
        const Rune rune = window_.peek();
        window_.skip(rune);
        if (rune.code == U'[')
            step_ = Step::header_name;
        else if (begins_comment(rune.code))
            step_ = Step::preamble_comment;
    }

    void header_name() {
        const std::size_t begin = window_.at();
        bool closed = false;
        in_install_ = window_.take_until(']', closed) == "Install";
        if (!closed)
            return fail("a section header is not closed with ']'", begin);
        step_ = Step::header_rest;
    }

    void header_rest() {
        const std::size_t begin = window_.at();
        if (!trim_space(rest_of_line()).empty())
            return fail("nothing may follow the name of a section on its line", begin);
        step_ = Step::between_options;
    }

    void comment(Step next) {
        for (std::string_view line = comment_line(); line.ends_with('\\'); line = comment_line()) {
        }
        step_ = next;
    }

    std::string_view comment_line() {
        std::string_view line = rest_of_line();
        if (line.ends_with(' '))
            line.remove_suffix(1);
        return line;
    }

    void between_options() {
        if (window_.at_end())
            return finish();
        const Rune rune = window_.peek();
        if (rune.code == U'[') {
            window_.skip(rune);
            step_ = Step::header_name;
        } else if (begins_comment(rune.code)) {
            window_.skip(rune);
            step_ = Step::comment;
        } else if (is_space(rune.code)) {
            window_.skip(rune);
        } else {
            step_ = Step::option_name;
        }
    }

    void option_name() {
        for (const std::size_t begin = window_.at(); !window_.at_end();) {
            const Rune rune = window_.peek();
            if (rune.code == U'\n' || rune.code == U'\r')
                return fail("an option has no '='", begin);
            window_.skip(rune);
            if (rune.code == U'=') {
                step_ = Step::option_value;
                return;
            }
        }
        fail("an option has no '='");
    }

    void option_value() {
        const std::string_view line = rest_of_line();
        if (!trim_space(line).empty() && line.ends_with('\\'))
            return; // the next line belongs to it
        result_.has_install = result_.has_install || in_install_;
        step_ = Step::between_options;
    }

    // Without its line feed. A carriage return before that stays, and hides a backslash before it.
    std::string_view rest_of_line() {
        bool found = false;
        std::string_view line = window_.take_until('\n', found);
        if (!found && line.ends_with('\r'))
            line.remove_suffix(1);
        return line;
    }

    void fail(const char* why) { fail(why, window_.at()); }
    void fail(const char* why, std::size_t where) {
        result_.wrong = why;
        result_.offset = where;
        finish();
    }
    void finish() { step_ = Step::end; }

    Window window_;
    Step step_ = Step::preamble;
    bool in_install_ = false;
    UnitText result_;
};

} // namespace

UnitText read_unit_text(std::string_view text) { return UnitReader{text}.read(); }

} // namespace ignite::config
