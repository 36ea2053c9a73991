using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Orleans.Wire;

/// <summary>
/// What became of rows, for the silo that sent them. Bytes, little-endian: version, bytes of a verdict, 0, 0 (a byte each); rows, bytes of the
/// state (int32 each); the verdicts as they lie in memory; the state as in <see cref="StreamAe.Monitoring.Runtime.StateBuffer"/>; the
/// events as JSON, where there are any.
/// </summary>
internal static class JudgedRows
{
    public const byte Version = 1;

    private const int HeadBytes = 12;

    // Scores of a row that no model judged are no numbers.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static byte[] Write(ReadOnlySpan<Verdict> verdicts, ReadOnlySpan<byte> state, JudgedEvents events)
    {
        ReadOnlySpan<byte> verdictBytes = MemoryMarshal.AsBytes(verdicts);
        byte[] json = events.IsEmpty ? [] : JsonSerializer.SerializeToUtf8Bytes(events, Json);
        byte[] bytes = new byte[HeadBytes + verdictBytes.Length + state.Length + json.Length];
        bytes[0] = Version;
        bytes[1] = (byte)Unsafe.SizeOf<Verdict>();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), verdicts.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), state.Length);
        verdictBytes.CopyTo(bytes.AsSpan(HeadBytes));
        state.CopyTo(bytes.AsSpan(HeadBytes + verdictBytes.Length));
        json.CopyTo(bytes.AsSpan(HeadBytes + verdictBytes.Length + state.Length));
        return bytes;
    }

    /// <summary>Gives everything to the rows that were sent.</summary>
    /// <exception cref="InvalidDataException">Damaged, or of an unknown version.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, PollRows rows)
    {
        if (bytes.Length < HeadBytes || bytes[0] != Version || bytes[1] != Unsafe.SizeOf<Verdict>())
        {
            throw new InvalidDataException(
                $"{bytes.Length} bytes are no verdicts of version {Version}; the silo that sent them has another version of the program.");
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int stateBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        ReadOnlySpan<byte> rest = bytes[HeadBytes..];
        if (count != rows.Count || stateBytes < 0 || ((long)count * Unsafe.SizeOf<Verdict>()) + stateBytes > rest.Length)
        {
            throw new InvalidDataException($"{bytes.Length} bytes announce {count} verdicts for {rows.Count} rows, and {stateBytes} bytes of state.");
        }

        ReadOnlySpan<Verdict> verdicts = MemoryMarshal.Cast<byte, Verdict>(rest[..(count * Unsafe.SizeOf<Verdict>())]);
        for (int row = 0; row < count; row++)
        {
            rows.VerdictAt(row) = verdicts[row];
        }

        rest = rest[(count * Unsafe.SizeOf<Verdict>())..];
        if (stateBytes > 0)
        {
            rows.AddState(rest[..stateBytes]);
        }

        if (rest.Length > stateBytes)
        {
            ReadEvents(rest[stateBytes..], rows);
        }
    }

    private static void ReadEvents(ReadOnlySpan<byte> json, PollRows rows)
    {
        JudgedEvents events;
        try
        {
            events = JsonSerializer.Deserialize<JudgedEvents>(json, Json)!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{json.Length} bytes from another silo are no events: {error.Message}", error);
        }

        foreach (Alert alert in events.Alerts)
        {
            rows.AddAlert(alert);
        }

        foreach (RefusedRow refused in events.Refused)
        {
            rows.Refuse(refused.Row, refused.Reason, refused.Detail);
        }

        foreach (EndedTraining training in events.Trainings)
        {
            EntityModel? model = training.Model is byte[] stored ? EntityModelCodec.Read(stored) : null;
            rows.AddTraining(
                training.Row,
                new TrainingResult(training.Version, training.Verdict, model, Report: null, training.Detail),
                training.FromSequence,
                training.AfterVersion);
        }
    }
}
