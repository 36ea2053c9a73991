using System.Buffers.Binary;
using System.Runtime.InteropServices;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Orleans.Wire;

/// <summary>
/// Rows that came from another silo. Their bytes, little-endian: version, options, whether the previous poll is durable, 0 (a byte each);
/// rows, channels, cohort version, bytes of the channels' names (int32 each); schema (uint64); runtime (16 bytes); number, previous (int64);
/// times [rows] (int64); values [rows × channels] (float); the channels' names, where they were sent.
/// </summary>
internal sealed class WireRows : EntityRows
{
    public const byte Version = 1;

    private const int HeadBytes = 60;

    private readonly byte[] _bytes;
    private readonly int _channels;
    private readonly Verdict[] _verdicts;
    private readonly StateBuffer _states = new();
    private readonly JudgedEvents _events = new();

    private WireRows(byte[] bytes, RowsHead head, int count, int channels)
        : base(head, count)
    {
        _bytes = bytes;
        _channels = channels;
        _verdicts = new Verdict[count];
    }

    public override Schema? Channels
    {
        get
        {
            ReadOnlySpan<byte> names = _bytes.AsSpan(HeadBytes + (Count * (sizeof(long) + (_channels * sizeof(float)))));
            if (names.IsEmpty)
            {
                return null;
            }

            Schema channels = SchemaBytes.Read(names);
            return channels.Count == _channels
                ? channels
                : throw new InvalidDataException($"Rows of {_channels} channels came from another silo with the names of {channels.Count}.");
        }
    }

    /// <exception cref="InvalidDataException">Not rows, of another version, or truncated.</exception>
    public static WireRows Read(byte[] bytes)
    {
        if (bytes.Length < HeadBytes || bytes[0] != Version)
        {
            throw new InvalidDataException(
                $"{bytes.Length} bytes of version {(bytes.Length == 0 ? 0 : bytes[0])} are no rows of version {Version}; the silo that sent them has another version of the program.");
        }

        ReadOnlySpan<byte> head = bytes;
        int count = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        int channels = BinaryPrimitives.ReadInt32LittleEndian(head[8..]);
        int names = BinaryPrimitives.ReadInt32LittleEndian(head[16..]);

        // Each bounded first, or their product may not fit into 64 bits.
        if (count < 1 || count > bytes.Length / sizeof(long) || channels < 0 || channels > bytes.Length / sizeof(float) || names < 0
            || HeadBytes + ((long)count * (sizeof(long) + ((long)channels * sizeof(float)))) + names != bytes.Length)
        {
            throw new InvalidDataException($"{bytes.Length} bytes from another silo announce {count} rows of {channels} channels and {names} bytes of names.");
        }

        var rowsHead = new RowsHead(
            new Guid(head.Slice(28, 16)),
            BinaryPrimitives.ReadInt64LittleEndian(head[44..]),
            BinaryPrimitives.ReadInt64LittleEndian(head[52..]),
            head[2] != 0,
            BinaryPrimitives.ReadUInt64LittleEndian(head[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[12..]),
            (RowsOptions)head[1]);
        return new WireRows(bytes, rowsHead, count, channels);
    }

    public static byte[] Write(EntityRows rows)
    {
        int channels = rows.ValuesOf(0).Length;
        byte[] names = rows.Channels is Schema schema ? SchemaBytes.Write(schema) : [];
        byte[] bytes = new byte[HeadBytes + (rows.Count * (sizeof(long) + (channels * sizeof(float)))) + names.Length];
        Span<byte> head = bytes;
        head[0] = Version;
        head[1] = (byte)rows.Head.Options;
        head[2] = rows.Head.IsPreviousDurable ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], rows.Count);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], channels);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], rows.Head.CohortVersion);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], names.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(head[20..], rows.Head.Schema);
        rows.Head.Runtime.TryWriteBytes(head.Slice(28, 16));
        BinaryPrimitives.WriteInt64LittleEndian(head[44..], rows.Head.Number);
        BinaryPrimitives.WriteInt64LittleEndian(head[52..], rows.Head.Previous);
        Span<long> times = MemoryMarshal.Cast<byte, long>(head.Slice(HeadBytes, rows.Count * sizeof(long)));
        Span<byte> values = head[(HeadBytes + (rows.Count * sizeof(long)))..];
        for (int row = 0; row < rows.Count; row++)
        {
            times[row] = rows.TimeOf(row);
            ReadOnlySpan<byte> source = MemoryMarshal.AsBytes(rows.ValuesOf(row));
            source.CopyTo(values);
            values = values[source.Length..];
        }

        names.CopyTo(values);
        return bytes;
    }

    public override long TimeOf(int row) => BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(HeadBytes + (row * sizeof(long))));

    public override ReadOnlySpan<float> ValuesOf(int row) => MemoryMarshal.Cast<byte, float>(
        _bytes.AsSpan(HeadBytes + (Count * sizeof(long)) + (row * _channels * sizeof(float)), _channels * sizeof(float)));

    public override ref Verdict VerdictAt(int row) => ref _verdicts[row];

    /// <summary>They are this call's own: nobody else has them.</summary>
    public override bool TryBegin() => true;

    public override void End()
    {
    }

    public override void AddAlert(Alert alert) => _events.Alerts.Add(alert);

    public override void Refuse(int row, DeadLetterReason reason, string detail) => _events.Refused.Add(new RefusedRow(row, reason, detail));

    public override void AddTraining(int row, TrainingResult result, long fromSequence, int afterVersion, int failedInARow = 0) => _events.Trainings.Add(
        new EndedTraining(
            row,
            result.Version,
            result.Verdict,
            result.Detail,
            fromSequence,
            afterVersion,
            result.Model is EntityModel model ? EntityModelCodec.Write(model) : null)
        {
            FailedInARow = failedInARow,
            Figures = result.Figures,
            Rejected = result.Rejected is EntityModel rejected ? EntityModelCodec.Write(rejected) : null,
        });

    public override void AddRequest(RequestOutcome outcome, EntityModel? model, int afterVersion) =>
        _events.Requests.Add(new AppliedRequest(outcome, model is null ? null : EntityModelCodec.Write(model), afterVersion));

    public override void AddState(EntityMonitor monitor) => _states.Add(0, monitor);

    public override EntityAnswer AnswerWith(RowsStatus status) => status == RowsStatus.Judged
        ? new EntityAnswer(status, JudgedRows.Write(_verdicts, _states.Bytes, _events))
        : EntityAnswer.Of(status);
}
