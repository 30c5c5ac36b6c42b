// Reading what we wrote ourselves: a value of another kind reads as one that is not there.
#pragma once

#include "ignite/json/document.h"
#include "ignite/state/state.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::state {

std::optional<json::Value> find(const json::Value& object, std::string_view key);
std::optional<json::Value> find(const std::optional<json::Value>& object, std::string_view key);

std::string text(const std::optional<json::Value>& value);
std::int64_t number(const std::optional<json::Value>& value);
bool is_true(const std::optional<json::Value>& value);
std::vector<std::string> names(const std::optional<json::Value>& array);

std::vector<FetchedConfig> read_fetched(const std::optional<json::Value>& array);
std::vector<StageRun> read_stages(const std::optional<json::Value>& array);

template <class Take>
void for_each_element(const std::optional<json::Value>& array, Take&& take) {
    if (array && array->kind() == json::Kind::array)
        for (const json::Value& element : array->elements())
            take(element);
}

} // namespace ignite::state
