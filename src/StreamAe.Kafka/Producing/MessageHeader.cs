using System.Text;

namespace StreamAe.Kafka.Producing;

/// <summary>The headers of what sinks write; values are UTF-8.</summary>
internal static class MessageHeader
{
    /// <summary>Of an alert or a record: the same however often it is sent.</summary>
    public const string Id = "id";

    public const string Monitor = "monitor";
    public const string Severity = "severity";

    /// <summary>Of a dead letter.</summary>
    public const string Reason = "reason";

    /// <summary>On a message whose value is larger than the topic allows, and was cut: its original bytes.</summary>
    public const string CutFrom = "cut-from";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
