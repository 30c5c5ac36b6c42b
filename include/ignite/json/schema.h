// Holding JSON against a JSON schema (draft 4). What is checked is told event by event, with the methods of
// json::Writer, so it never has to exist as text.
#pragma once

#include "ignite/core/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ignite::json {

class Schema {
public:
    static Result<Schema> compile(std::string_view text);

    Schema(Schema&&) noexcept;
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

private:
    friend class SchemaCheck;
    struct Compiled;
    explicit Schema(std::unique_ptr<Compiled> compiled);

    std::unique_ptr<Compiled> compiled_;
};

// One document against a schema, which must outlive it. Stops listening at the first violation.
class SchemaCheck {
public:
    explicit SchemaCheck(const Schema& schema);
    SchemaCheck(const SchemaCheck&) = delete;
    SchemaCheck& operator=(const SchemaCheck&) = delete;
    ~SchemaCheck();

    void begin_object();
    void end_object();
    void begin_array();
    void end_array();
    void key(std::string_view name);
    void value(std::string_view text);
    void value(std::int64_t number);
    void value(bool flag);

    bool passed() const { return passed_; }
    std::string violation() const; // `additionalProperties at /storage/files/0`

private:
    struct State;

    std::unique_ptr<State> state_;
    bool passed_ = true;
};

} // namespace ignite::json
