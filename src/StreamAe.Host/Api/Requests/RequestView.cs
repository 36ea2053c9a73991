using System.Text.Json;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Requests;

/// <summary>A request as JSON.</summary>
/// <param name="State">pending, applied, refused, or both where some entities did the one and some the other.</param>
internal sealed record RequestView(
    long Sequence,
    string Monitor,
    string? Entity,
    OperatorRequestKind Kind,
    JsonElement Body,
    string Author,
    DateTimeOffset At,
    string Reason,
    string State,
    long Applied,
    long Refused,
    string Detail,
    long? AtSequence,
    DateTimeOffset? SettledAt)
{
    public static RequestView Of(OperatorRequest request) => Of(new RequestRecord(request, 0, 0, string.Empty, null, null));

    public static RequestView Of(RequestRecord record)
    {
        OperatorRequest request = record.Request;
        return new RequestView(
            request.Sequence,
            request.Monitor,
            request.Entity,
            request.Kind,
            JsonDocument.Parse(request.Body).RootElement,
            request.Author,
            request.At,
            request.Reason,
            StateOf(record),
            record.Applied,
            record.Refused,
            record.Detail,
            record.AtSequence,
            record.SettledAt);
    }

    public static string StateOf(RequestRecord record) => record switch
    {
        { IsPending: true } => "pending",
        { Refused: 0 } => "applied",
        { Applied: 0 } => "refused",
        _ => "applied and refused",
    };
}
