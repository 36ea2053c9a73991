using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace StreamAe.Host.Api.Security;

/// <summary>The body of an answer that says no, as RFC 9457 has it.</summary>
/// <param name="Type">No page tells more.</param>
/// <param name="Title">Of the status.</param>
/// <param name="Status">The answer's.</param>
/// <param name="Detail">What is wrong with this request; null where the status says it all.</param>
/// <param name="Errors">By field; null where none is to blame.</param>
internal sealed record ProblemAnswer(
    string Type, string Title, int Status, string? Detail, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors)
{
    public const string ContentType = "application/problem+json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static ProblemAnswer Of(int status, string? detail = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? errors = null) =>
        new("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail, errors);

    public static Task WriteAsync(HttpContext context, int status, string? detail = null)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(Of(status, detail), Options, ContentType, context.RequestAborted);
    }
}
