using System.Text;
using System.Text.Json;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Monitoring.Tests.Sinks;

/// <summary>A record as who reads the topic has it.</summary>
internal sealed record SentRecord(string Id, string Key, JsonElement Value)
{
    public static List<SentRecord> Of(RecordBuffer buffer) => Of(buffer.Bytes.Span);

    public static List<SentRecord> Of(ReadOnlySpan<byte> records)
    {
        var all = new List<SentRecord>();
        var reader = new RecordReader(records);
        while (reader.Read(out SinkRecord record))
        {
            using JsonDocument json = JsonDocument.Parse(record.Value.ToArray());
            all.Add(new SentRecord(Encoding.UTF8.GetString(record.Id), Encoding.UTF8.GetString(record.Key), json.RootElement.Clone()));
        }

        return all;
    }

    public bool Has(string member) => Value.TryGetProperty(member, out _);

    public bool IsTrue(string member) => Value.TryGetProperty(member, out JsonElement mark) && mark.GetBoolean();

    public float? Number(string member) => Value.TryGetProperty(member, out JsonElement number) ? number.GetSingle() : null;
}
