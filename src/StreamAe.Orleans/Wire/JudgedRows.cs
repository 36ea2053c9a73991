using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Orleans.Wire;

/// <summary>
/// What became of rows, for the silo that sent them. Bytes, little-endian: version, bytes of a verdict, 0, 0 (a byte each); rows, bytes of the
/// state, bytes of the events (int32 each); the verdicts as they lie in memory; the state as in
/// <see cref="StreamAe.Monitoring.Runtime.StateBuffer"/>; the events as JSON, where there are any.
/// </summary>
internal static class JudgedRows
{
    public const byte Version = 2;

    private const int HeadBytes = 16;

    // Scores of a row that no model judged are no numbers.
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static byte[] Write(ReadOnlySpan<Verdict> verdicts, ReadOnlySpan<byte> state, JudgedEvents events)
    {
        ReadOnlySpan<byte> verdictBytes = MemoryMarshal.AsBytes(verdicts);
        byte[] json = events.IsEmpty ? [] : JsonSerializer.SerializeToUtf8Bytes(events, Json);
        byte[] bytes = new byte[HeadBytes + verdictBytes.Length + state.Length + json.Length];
        bytes[0] = Version;
        bytes[1] = (byte)Unsafe.SizeOf<Verdict>();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), verdicts.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), state.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), json.Length);
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
        int eventBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        ReadOnlySpan<byte> rest = bytes[HeadBytes..];
        if (count != rows.Count || stateBytes < 0 || eventBytes < 0
            || ((long)count * Unsafe.SizeOf<Verdict>()) + stateBytes + eventBytes != rest.Length)
        {
            throw new InvalidDataException(
                $"{bytes.Length} bytes announce {count} verdicts for {rows.Count} rows, {stateBytes} bytes of state and {eventBytes} of events.");
        }

        ReadOnlySpan<Verdict> verdicts = MemoryMarshal.Cast<byte, Verdict>(rest[..(count * Unsafe.SizeOf<Verdict>())]);
        ReadOnlySpan<byte> state = rest.Slice(rest.Length - eventBytes - stateBytes, stateBytes);
        if (stateBytes > 0 && !IsState(state))
        {
            throw new InvalidDataException($"{stateBytes} bytes from another silo are no state of one entity.");
        }

        // Nothing is given on before all of it was found in order.
        JudgedEvents events = eventBytes > 0 ? ReadEvents(rest[^eventBytes..], count) : new JudgedEvents();
        EntityModel?[] models = [.. events.Trainings.Select(t => ReadModel(t.Model))];
        EntityModel?[] rejected = [.. events.Trainings.Select(t => ReadModel(t.Rejected))];
        EntityModel?[] askedFor = [.. events.Requests.Select(r => ReadModel(r.Model))];
        for (int row = 0; row < count; row++)
        {
            rows.VerdictAt(row) = verdicts[row];
        }

        if (stateBytes > 0)
        {
            rows.AddState(state);
        }

        foreach (Alert alert in events.Alerts)
        {
            rows.AddAlert(alert);
        }

        foreach (RefusedRow refused in events.Refused)
        {
            rows.Refuse(refused.Row, refused.Reason, refused.Detail);
        }

        for (int i = 0; i < models.Length; i++)
        {
            EndedTraining training = events.Trainings[i];
            rows.AddTraining(
                training.Row,
                new TrainingResult(training.Version, training.Verdict, models[i], Report: null, training.Detail)
                {
                    Figures = training.Figures,
                    Rejected = rejected[i],
                },
                training.FromSequence,
                training.AfterVersion,
                training.FailedInARow);
        }

        for (int i = 0; i < askedFor.Length; i++)
        {
            rows.AddRequest(events.Requests[i].Outcome, askedFor[i], events.Requests[i].AfterVersion);
        }
    }

    private static EntityModel? ReadModel(byte[]? stored) => stored is null ? null : EntityModelCodec.Read(stored);

    private static JudgedEvents ReadEvents(ReadOnlySpan<byte> json, int rows)
    {
        try
        {
            JudgedEvents events = JsonSerializer.Deserialize<JudgedEvents>(json, Json) ?? throw new JsonException("They are null.");
            bool fit = events.Alerts.TrueForAll(a => a is not null)
                && events.Refused.TrueForAll(r => r is not null && (uint)r.Row < (uint)rows)
                && events.Trainings.TrueForAll(t => t is not null && (uint)t.Row < (uint)rows)
                && events.Requests.TrueForAll(r => r is not null);
            return fit ? events : throw new JsonException($"One is null, or of none of the {rows} rows.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{json.Length} bytes from another silo are no events: {error.Message}", error);
        }
    }

    /// <summary>Whether bytes are one entry of a <see cref="StreamAe.Monitoring.Runtime.StateBuffer"/>, and nothing more.</summary>
    private static bool IsState(ReadOnlySpan<byte> bytes)
    {
        const int EntityHead = 2 * sizeof(int);
        const int PageHead = 3 * sizeof(int);
        if (bytes.Length < EntityHead)
        {
            return false;
        }

        int stateBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]);
        if (stateBytes < EntityMonitor.LeastStateBytes || stateBytes > bytes.Length - EntityHead - sizeof(int))
        {
            return false;
        }

        int pagesAt = EntityHead + stateBytes;

        int pages = BinaryPrimitives.ReadInt32LittleEndian(bytes[pagesAt..]);
        ReadOnlySpan<byte> rest = bytes[(pagesAt + sizeof(int))..];
        for (; pages > 0 && rest.Length >= PageHead; pages--)
        {
            uint floats = BinaryPrimitives.ReadUInt32LittleEndian(rest[(2 * sizeof(int))..]);
            if (floats > (rest.Length - PageHead) / sizeof(float))
            {
                return false;
            }

            rest = rest[(PageHead + ((int)floats * sizeof(float)))..];
        }

        return pages == 0 && rest.IsEmpty;
    }
}
