using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// What one entity remembers from observation to observation, apart from its rows and its model: the part that is written at every
/// commit. Little-endian, versioned, fixed but for the last values.
/// </summary>
internal sealed class EntityState(int features)
{
    public const byte FormatVersion = 1;

    /// <summary>What the fields below and the object's header take.</summary>
    public const int CacheLines = 2;

    private const int FixedBytes = 1 + (8 * 9) + (4 * 4);

    /// <summary>Observations taken in: the next one's sequence.</summary>
    public long Observations;

    public long LastEventTime = long.MinValue;

    public long Rejected;
    public long Anomalies;
    public long Alerts;

    /// <summary>Event time until which no further score alert is raised.</summary>
    public long CooldownUntil = long.MinValue;

    /// <summary>Event time of the first anomaly of the present episode.</summary>
    public long EpisodeStart = long.MinValue;

    /// <summary>The last verdicts, newest in bit 0: 1 anomalous.</summary>
    public ulong RecentAnomalies;

    /// <summary>When the next training is due: an event time once there is an own model, else a count of observations.</summary>
    public long NextTraining;

    /// <summary>Usual seconds between observations: a slow, clipped mean, so that a gap does not become the usual.</summary>
    public float UsualInterval;

    public float SmoothedScore = float.NaN;

    /// <summary>The model version <see cref="SmoothedScore"/> belongs to, negative for a cohort's: scores of different models do not mix.</summary>
    public int SmoothedVersion;

    /// <summary>Newest version trained for this entity, promoted or not.</summary>
    public int LastVersion;

    /// <summary>[F] the last present value of each encoded feature; NaN where there never was one.</summary>
    public readonly float[] LastValues = CreateMissing(features);

    public int Bytes => FixedBytes + (LastValues.Length * sizeof(float));

    public void Write(Span<byte> target)
    {
        target[0] = FormatVersion;
        target = target[1..];
        WriteInt64(ref target, Observations);
        WriteInt64(ref target, LastEventTime);
        WriteInt64(ref target, Rejected);
        WriteInt64(ref target, Anomalies);
        WriteInt64(ref target, Alerts);
        WriteInt64(ref target, CooldownUntil);
        WriteInt64(ref target, EpisodeStart);
        WriteInt64(ref target, (long)RecentAnomalies);
        WriteInt64(ref target, NextTraining);
        WriteInt32(ref target, BitConverter.SingleToInt32Bits(UsualInterval));
        WriteInt32(ref target, BitConverter.SingleToInt32Bits(SmoothedScore));
        WriteInt32(ref target, SmoothedVersion);
        WriteInt32(ref target, LastVersion);
        MemoryMarshal.AsBytes(LastValues.AsSpan()).CopyTo(target);
    }

    /// <exception cref="InvalidDataException">Another version, or another number of features.</exception>
    public static EntityState Read(ReadOnlySpan<byte> source, int features)
    {
        var state = new EntityState(features);
        if (source.Length != state.Bytes || source[0] != FormatVersion)
        {
            throw new InvalidDataException(
                $"Stored entity state of {source.Length} bytes, version {(source.IsEmpty ? -1 : source[0])}, does not fit: expected {state.Bytes} bytes, "
                + $"version {FormatVersion}, for {features} features. The monitor's features may have changed; use a new data folder.");
        }

        source = source[1..];
        state.Observations = ReadInt64(ref source);
        state.LastEventTime = ReadInt64(ref source);
        state.Rejected = ReadInt64(ref source);
        state.Anomalies = ReadInt64(ref source);
        state.Alerts = ReadInt64(ref source);
        state.CooldownUntil = ReadInt64(ref source);
        state.EpisodeStart = ReadInt64(ref source);
        state.RecentAnomalies = (ulong)ReadInt64(ref source);
        state.NextTraining = ReadInt64(ref source);
        state.UsualInterval = BitConverter.Int32BitsToSingle(ReadInt32(ref source));
        state.SmoothedScore = BitConverter.Int32BitsToSingle(ReadInt32(ref source));
        state.SmoothedVersion = ReadInt32(ref source);
        state.LastVersion = ReadInt32(ref source);
        source.CopyTo(MemoryMarshal.AsBytes(state.LastValues.AsSpan()));
        return state;
    }

    private static float[] CreateMissing(int features)
    {
        float[] values = new float[features];
        Array.Fill(values, float.NaN);
        return values;
    }

    private static void WriteInt64(ref Span<byte> target, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, value);
        target = target[sizeof(long)..];
    }

    private static void WriteInt32(ref Span<byte> target, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, value);
        target = target[sizeof(int)..];
    }

    private static long ReadInt64(ref ReadOnlySpan<byte> source)
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(source);
        source = source[sizeof(long)..];
        return value;
    }

    private static int ReadInt32(ref ReadOnlySpan<byte> source)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(source);
        source = source[sizeof(int)..];
        return value;
    }
}
