using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Models;

/// <summary>
/// Models as bytes, little-endian: "SAEM", format version (uint16), origin (uint16), then the fields in the order of
/// <see cref="EntityModel"/>, arrays with their lengths, and the first 8 bytes of the SHA-256 of all before. Reading runs no code of the file
/// and allocates no more than the file's own size.
/// </summary>
public static class EntityModelCodec
{
    public const ushort FormatVersion = 5;
    private const int HashBytes = 8;

    private static ReadOnlySpan<byte> Magic => "SAEM"u8;

    public static byte[] Write(EntityModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        writer.Write((ushort)model.Origin);
        writer.Write(model.Version);
        writer.Write(model.Plan);
        writer.Write(model.TrainedThrough);
        writer.Write(model.TrainingRows);
        writer.Write(model.HeldOutError);
        writer.Write(model.Scaler.Clip);
        WriteFlags(writer, model.Scaler.Asinh);
        WriteFloats(writer, model.Scaler.Means);
        WriteFloats(writer, model.Scaler.Deviations);
        WriteFloats(writer, model.Scaler.DifferenceDeviations);
        writer.Write(model.Calibration.Scale);
        writer.Write(model.Calibration.Shape);
        writer.Write(model.Calibration.Samples);
        WriteFloats(writer, model.Calibration.KnotScores);
        WriteFloats(writer, model.Parameters);
        WriteFloats(writer, model.Drift);
        WriteFloats(writer, model.Joint);
        WriteFloats(writer, model.Tails);
        writer.Flush();
        byte[] hash = SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length));
        writer.Write(hash.AsSpan(0, HashBytes));
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Tells stored models apart: the checksum at the end.</summary>
    public static ReadOnlySpan<byte> DigestOf(ReadOnlySpan<byte> stored) => stored[^HashBytes..];

    /// <exception cref="InvalidDataException">Not a model, of a newer version, truncated or changed.</exception>
    public static EntityModel Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Magic.Length + sizeof(ushort) + HashBytes || !bytes.StartsWith(Magic))
        {
            throw new InvalidDataException($"{bytes.Length} bytes that do not begin with SAEM are no stored model.");
        }

        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[Magic.Length..]);
        if (version != FormatVersion)
        {
            throw new InvalidDataException(
                $"The stored model has format version {version}; this program reads {FormatVersion}. Use the program version that wrote it, or a newer one.");
        }

        ReadOnlySpan<byte> body = bytes[..^HashBytes];
        if (!SHA256.HashData(body).AsSpan(0, HashBytes).SequenceEqual(bytes[^HashBytes..]))
        {
            throw new InvalidDataException("The stored model is damaged: its checksum does not fit. Restore it from a copy, or let the entity train again.");
        }

        try
        {
            return ReadBody(new Reader(body[(Magic.Length + sizeof(ushort))..]));
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"The stored model contradicts itself: {error.Message}", error);
        }
    }

    private static EntityModel ReadBody(Reader reader)
    {
        var origin = (ModelOrigin)reader.UInt16();
        int modelVersion = reader.Int32();
        ulong plan = reader.UInt64();
        long through = reader.Int64();
        int rows = reader.Int32();
        float heldOutError = reader.Single();
        float clip = reader.Single();
        bool[] asinh = reader.Flags();
        float[] means = reader.Floats(), deviations = reader.Floats(), differences = reader.Floats();
        var scaler = new FeatureScaler(means, deviations, clip, differences, asinh);
        float scale = reader.Single();
        float shape = reader.Single();
        int samples = reader.Int32();
        var calibration = new ScoreCalibration(reader.Floats(), scale, shape, samples);
        float[] parameters = reader.Floats();
        return new EntityModel(modelVersion, origin, scaler, parameters, calibration, through, rows, heldOutError)
        {
            Plan = plan,
            Drift = reader.Floats(),
            Joint = reader.Floats(),
            Tails = reader.Floats(),
        };
    }

    private static void WriteFloats(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    private static void WriteFlags(BinaryWriter writer, ReadOnlySpan<bool> flags)
    {
        writer.Write(flags.Length);
        writer.Write(MemoryMarshal.AsBytes(flags));
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

        public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

        public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

        public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

        public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

        public float[] Floats()
        {
            int count = Int32();
            if (count < 0 || count > _rest.Length / sizeof(float))
            {
                throw new InvalidDataException($"The stored model announces {count} numbers where {_rest.Length} bytes are left.");
            }

            return MemoryMarshal.Cast<byte, float>(Take(count * sizeof(float))).ToArray();
        }

        public bool[] Flags()
        {
            int count = Int32();
            if (count < 0 || count > _rest.Length)
            {
                throw new InvalidDataException($"The stored model announces {count} flags where {_rest.Length} bytes are left.");
            }

            // A byte that is neither 0 nor 1 makes no valid bool.
            return Array.ConvertAll(Take(count).ToArray(), flag => flag != 0);
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > _rest.Length)
            {
                throw new InvalidDataException("The stored model ends before its fields do.");
            }

            ReadOnlySpan<byte> taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}
