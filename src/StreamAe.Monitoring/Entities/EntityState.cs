using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// What one entity remembers from observation to observation, apart from its rows and its model: the part that is written at every
/// commit, as it lies in memory (little-endian) behind a version byte, the identity of its plan and that of the plan whose
/// models judge it.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
internal struct EntityState
{
    public const byte FormatVersion = 5;

    public EntityState()
    {
    }

    /// <summary>Observations taken in: the next one's sequence.</summary>
    public long Observations = 0;

    public long LastEventTime = long.MinValue;

    public long Rejected = 0;
    public long Anomalies = 0;
    public long Alerts = 0;

    /// <summary>Event time until which no further score alert is raised.</summary>
    public long CooldownUntil = long.MinValue;

    /// <summary>Event time of the first anomaly of the present episode.</summary>
    public long EpisodeStart = long.MinValue;

    /// <summary>The last verdicts, newest in bit 0: 1 anomalous.</summary>
    public ulong RecentAnomalies = 0;

    /// <summary>When the next training is due: an event time once there is an own model, else a count of observations.</summary>
    public long NextTraining = 0;

    /// <summary>Usual seconds between observations: a slow, clipped mean, so that a gap does not become the usual.</summary>
    public float UsualInterval = 0;

    public float SmoothedScore = float.NaN;

    /// <summary>What the calibrated threshold is multiplied with; see <see cref="Thresholds.ThresholdAdaptation"/>.</summary>
    public float ThresholdFactor = 1;

    /// <summary>The model version that the smoothed score, the threshold's factor and the drift belong to, negative for a cohort's: what was
    /// learned of one model's scores says nothing about another's.</summary>
    public int JudgedVersion = 0;

    /// <summary>Trainings that verdicts have asked for since the last one.</summary>
    public int RequestedTrainings = 0;

    /// <summary>Newest version trained for this entity, promoted or not.</summary>
    public int LastVersion = 0;

    /// <summary>Trainings in a row that failed; see <see cref="TrainingSchedule"/>.</summary>
    public int FailedTrainings = 0;

    /// <summary>While trainings fail: observations before which none begins.</summary>
    public long RetryFrom = 0;

    /// <summary>Sequence of the newest operator's request that was applied, or passed over as one to all that came before the entity.</summary>
    public long AppliedRequest = 0;

    /// <summary>Decades by which a row must be rarer than the policy asks; see <see cref="Thresholds.FeedbackMargin"/>.</summary>
    public float FeedbackMargin = 0;

    /// <summary>Sequence of its first row under the plan: 0 but where the monitor was edited within the entity's life.</summary>
    public long FirstRow = 0;

    /// <summary>Bytes <see cref="Write"/> writes.</summary>
    public static int Bytes => HeadBytes + Unsafe.SizeOf<EntityState>();

    private const int HeadBytes = sizeof(byte) + (2 * sizeof(ulong));

    /// <param name="plan">See <see cref="Plans.MonitorPlan.Identity"/>.</param>
    /// <param name="judging">The same, where no predecessor judges; else that one's.</param>
    public readonly void Write(Span<byte> target, ulong plan, ulong judging)
    {
        target[0] = FormatVersion;
        BinaryPrimitives.WriteUInt64LittleEndian(target[sizeof(byte)..], plan);
        BinaryPrimitives.WriteUInt64LittleEndian(target[(sizeof(byte) + sizeof(ulong))..], judging);
        MemoryMarshal.Write(target[HeadBytes..], in this);
    }

    /// <exception cref="InvalidDataException">Another version, or another length.</exception>
    public static EntityState Read(ReadOnlySpan<byte> source) => Read(source, out _, out _);

    /// <exception cref="InvalidDataException">Another version, or another length.</exception>
    public static EntityState Read(ReadOnlySpan<byte> source, out ulong plan, out ulong judging)
    {
        if (source.Length < Bytes || source[0] != FormatVersion)
        {
            throw new InvalidDataException(
                $"Stored entity state of {source.Length} bytes, version {(source.IsEmpty ? -1 : source[0])}, does not fit: expected at least {Bytes} bytes, "
                + $"version {FormatVersion}. The data folder was written by another version of the program; start with a new one.");
        }

        plan = BinaryPrimitives.ReadUInt64LittleEndian(source[sizeof(byte)..]);
        judging = BinaryPrimitives.ReadUInt64LittleEndian(source[(sizeof(byte) + sizeof(ulong))..]);
        return MemoryMarshal.Read<EntityState>(source[HeadBytes..]);
    }
}
