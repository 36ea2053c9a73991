using System.Text.Json;

namespace StreamAe.Host.Api.Live;

/// <summary>Something that happened, as the stream of events has it.</summary>
/// <param name="Name">totals, alert, incident, training, threshold or verdict.</param>
/// <param name="Id">By which a client that comes back says how far it was; null where that makes no sense.</param>
/// <param name="Data">JSON on one line.</param>
internal sealed record LiveEvent(string Name, string? Id, string Data)
{
    public static LiveEvent Of<T>(string name, T data, string? id = null) => new(name, id, JsonSerializer.Serialize(data, ApiJson.Options));
}
