using System.Globalization;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// Writes a stretch of a simulated stream as a file in the layout of the back-test data: <c>entity,t,channels…,label</c>, t in
/// seconds since 1970, a missing value as an empty field, categories as words. Numbers have up to six significant digits, which
/// is all that simulated values have: reading the file gives the same floats.
/// </summary>
public static class SimulationCsv
{
    private const long RowsPerProgress = 65_536;

    /// <summary>Room for any number as text.</summary>
    private const int LongestNumber = 32;

    /// <summary>Writes the header and the events <paramref name="from"/> … <paramref name="to"/>−1; lines end with \n.</summary>
    /// <param name="stream">What is written.</param>
    /// <param name="writer">Left open.</param>
    /// <param name="from">First position.</param>
    /// <param name="to">Position after the last.</param>
    /// <param name="onProgress">Called with the number of rows written, every 65,536 rows and at the end.</param>
    /// <param name="cancellationToken">Stops between rows; the file ends with a whole line.</param>
    public static void Write(
        SimulatedStream stream,
        TextWriter writer,
        long from,
        long to,
        Action<long>? onProgress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);

        IReadOnlyList<Channel> channels = stream.Schema.Channels;
        writer.Write("entity,t,");
        foreach (Channel channel in channels)
        {
            writer.Write(channel.Name);
            writer.Write(',');
        }

        writer.Write("label\n");

        string?[] keys = new string?[stream.Entities];
        var cursor = new SimulatedCursor(stream, from);
        Span<float> values = stackalloc float[channels.Count];
        for (long position = from; position < to; position++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SimulatedEvent read = cursor.Read(values);
            writer.Write(keys[read.Entity] ??= stream.EntityKey(read.Entity));
            writer.Write(',');
            WriteTime(writer, read.EventTime);
            writer.Write(',');
            for (int channel = 0; channel < channels.Count; channel++)
            {
                WriteValue(writer, channels[channel], values[channel]);
                writer.Write(',');
            }

            writer.Write(read.Label == 1 ? "1\n" : "0\n");
            long written = position - from + 1;
            if (written % RowsPerProgress == 0 && position + 1 < to)
            {
                onProgress?.Invoke(written);
            }
        }

        onProgress?.Invoke(to - from);
    }

    private static void WriteTime(TextWriter writer, long ticks)
    {
        if (ticks % EventTime.TicksPerSecond != 0)
        {
            writer.Write(EventTime.FormatSeconds(ticks));
            return;
        }

        Span<char> text = stackalloc char[LongestNumber];
        (ticks / EventTime.TicksPerSecond).TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        writer.Write(text[..length]);
    }

    private static void WriteValue(TextWriter writer, Channel channel, float value)
    {
        if (float.IsNaN(value))
        {
            return;
        }

        if (channel.Kind == ChannelKind.Category)
        {
            writer.Write(channel.Categories[(int)value]);
            return;
        }

        Span<char> text = stackalloc char[LongestNumber];
        value.TryFormat(text, out int length, "G6", CultureInfo.InvariantCulture);
        writer.Write(text[..length]);
    }
}
