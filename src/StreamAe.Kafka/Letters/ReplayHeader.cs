using System.Text;
using Confluent.Kafka;

namespace StreamAe.Kafka.Letters;

/// <summary>The headers of a dead letter that was written to its topic again; values are UTF-8.</summary>
public static class ReplayHeader
{
    /// <summary><c>SOURCE@OFFSET</c> of the original.</summary>
    public const string Of = "streamae-replay-of";

    /// <summary>The monitor that could not take the original in. Others of the same topic may have, and pass the copy over.</summary>
    public const string For = "streamae-replay-for";

    internal static bool IsForAnother(Headers headers, string monitor) =>
        headers.TryGetLastBytes(For, out byte[]? value) && value is not null && Encoding.UTF8.GetString(value) != monitor;

    /// <summary>Those of a copy: the original's, but for what an earlier replay put there.</summary>
    internal static Headers Mark(Headers? original, string of, string monitor)
    {
        var marked = new Headers();
        foreach (IHeader header in original ?? [])
        {
            if (header.Key is not (Of or For))
            {
                marked.Add(header.Key, header.GetValueBytes());
            }
        }

        marked.Add(Of, Encoding.UTF8.GetBytes(of));
        marked.Add(For, Encoding.UTF8.GetBytes(monitor));
        return marked;
    }
}
