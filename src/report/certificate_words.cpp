#include "report/certificate_words.hpp"

#include "base/text.hpp"
#include "report/text_table.hpp"

#include <fmt/format.h>

namespace tmdb {

namespace {

std::string verdict_of(const Certificate& certificate, const Terminal& terminal)
{
    const std::string path = escape_controls(certificate.path);
    switch (certificate.removable()) {
    case Truth::yes:
        return fmt::format("{}: nothing would be lost with {}\n", green("yes", terminal), path);
    case Truth::no:
        return fmt::format("{}: removing {} would lose work\n", red("no", terminal), path);
    case Truth::unknown: break;
    }
    return fmt::format("{}: nobody can tell whether {} may go\n", yellow("unknown", terminal),
                       path);
}

}   // namespace

std::string certificate_text(const Certificate& certificate, const Terminal& terminal)
{
    std::string text = verdict_of(certificate, terminal);
    Table table{.columns = {"lost", "what"}};
    for (const auto& loss : certificate.report.losses) {
        table.rows.push_back({loss.kind, loss.what});
    }
    if (!table.rows.empty()) {
        text += "\n" + render_text(table, terminal);
    }
    for (const auto& unknown : certificate.report.unknown) {
        text += fmt::format("{} {}\n", yellow("unknown", terminal), escape_controls(unknown));
    }
    if (certificate.has_changed) {
        text += "it is not what the token was given for: something has changed since\n";
    }
    return text + dim(fmt::format("token {}\n", certificate.token), terminal);
}

Json certificate_json(const Certificate& certificate)
{
    Json::Array losses;
    for (const auto& loss : certificate.report.losses) {
        losses.push_back(Json::Object{{"kind", loss.kind}, {"what", loss.what}});
    }
    Json::Array unknown;
    for (const auto& one : certificate.report.unknown) {
        unknown.push_back(one);
    }
    return Json::Object{
        {"path", certificate.path},           {"branch", certificate.branch},
        {"head_oid", certificate.head_oid},   {"removable", name_of(certificate.removable())},
        {"losses", std::move(losses)},        {"unknown", std::move(unknown)},
        {"changed", certificate.has_changed}, {"token", certificate.token}};
}

}   // namespace tmdb
