using System.Buffers.Binary;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Operations;

/// <summary>How the losses of a training fell, for whoever looks at it later: see <see cref="TrainingReport"/>, as half floats.</summary>
/// <param name="Training">Loss by epoch.</param>
/// <param name="Validation">Loss by epoch.</param>
/// <param name="BestEpoch">1-based; 0 where no epoch was any good.</param>
public sealed record LossCurves(IReadOnlyList<float> Training, IReadOnlyList<float> Validation, int BestEpoch)
{
    // A million entities keep a month of trainings: a curve of more epochs is kept to its most telling end.
    private const int MostEpochs = 512;

    private const int HeadBytes = 3 * sizeof(ushort);

    public static LossCurves Of(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new LossCurves(report.TrainingLoss, report.ValidationLoss, report.BestEpoch);
    }

    /// <summary>Two bytes a loss, behind the epoch at which they begin, the best one and their number.</summary>
    public byte[] Write()
    {
        int epochs = Math.Min(Training.Count, Validation.Count), kept = Math.Min(epochs, MostEpochs), first = epochs - kept;
        byte[] bytes = new byte[HeadBytes + (2 * sizeof(ushort) * kept)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)Math.Min(first, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(sizeof(ushort)), (ushort)Math.Clamp(BestEpoch, 0, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * sizeof(ushort)), (ushort)kept);
        for (int i = 0; i < kept; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(HeadBytes + (2 * sizeof(ushort) * i)), (Half)Training[first + i]);
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(HeadBytes + (2 * sizeof(ushort) * i) + sizeof(ushort)), (Half)Validation[first + i]);
        }

        return bytes;
    }

    /// <exception cref="InvalidDataException">The bytes are none of <see cref="Write"/>.</exception>
    public static LossCurves Read(ReadOnlySpan<byte> bytes)
    {
        int kept = bytes.Length < HeadBytes ? -1 : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * sizeof(ushort))..]);
        if (kept < 0 || bytes.Length != HeadBytes + (2 * sizeof(ushort) * kept))
        {
            throw new InvalidDataException($"Stored curves of a training are damaged: {bytes.Length} bytes do not hold {Math.Max(kept, 0)} epochs.");
        }

        float[] training = new float[kept], validation = new float[kept];
        for (int i = 0; i < kept; i++)
        {
            training[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(HeadBytes + (2 * sizeof(ushort) * i))..]);
            validation[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(HeadBytes + (2 * sizeof(ushort) * i) + sizeof(ushort))..]);
        }

        return new LossCurves(training, validation, BinaryPrimitives.ReadUInt16LittleEndian(bytes[sizeof(ushort)..]))
        {
            FirstEpoch = BinaryPrimitives.ReadUInt16LittleEndian(bytes) + 1,
        };
    }

    /// <summary>1-based epoch of the first loss: above 1 where there were more than are kept.</summary>
    public int FirstEpoch { get; init; } = 1;
}
