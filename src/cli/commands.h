// The commands, one file each. Every one takes the name it was called by and the words behind it, and returns
// the exit code.
#pragma once

#include <span>
#include <string>

namespace ignite::cli {

int apply(const std::string& program, std::span<const std::string> words);
int ignition_apply(const std::string& program, std::span<const std::string> words);
int run_stage(const std::string& program, std::span<const std::string> words);
int render(const std::string& program, std::span<const std::string> words);
int detect(const std::string& program, std::span<const std::string> words);
int platforms(const std::string& program, std::span<const std::string> words);
int rmcfg(const std::string& program, std::span<const std::string> words);
int ignition_rmcfg(const std::string& program, std::span<const std::string> words);
int metadata(const std::string& program, std::span<const std::string> words);
int run(const std::string& program, std::span<const std::string> words);
int status(const std::string& program, std::span<const std::string> words);
int plan(const std::string& program, std::span<const std::string> words);
int probe(const std::string& program, std::span<const std::string> words);
int convert(const std::string& program, std::span<const std::string> words);
int validate(const std::string& program, std::span<const std::string> words);
int ignition_validate(const std::string& program, std::span<const std::string> words);

} // namespace ignite::cli
