using System.Buffers;
using System.Text.Json;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Sinks.Webhooks;

/// <summary>Alerts that a sink refused for good, a line each with the reason: <c>{"sink":…,"reason":…,"alert":{…}}</c>.</summary>
internal sealed class UndeliveredAlerts(string path)
{
    public const string FileName = "undelivered.jsonl";

    private const long MaxBytes = 100L << 20;
    private const int Keep = 10;

    private readonly Lock _gate = new();
    private readonly LineFile _file = new(path, MaxBytes, Keep);

    public string File => path;

    public void Add(string sink, string reason, Alert alert)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("sink", sink);
            json.WriteString("reason", reason);
            json.WritePropertyName("alert");
            json.WriteRawValue(AlertJson.WriteUtf8(alert));
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (_gate)
        {
            _file.Append(line.WrittenSpan);
        }
    }
}
