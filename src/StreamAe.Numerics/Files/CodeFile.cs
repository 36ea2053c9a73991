using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamAe.Numerics.Files;

/// <summary>
/// Compressed rows as files (<c>.saz</c>): the frame of <see cref="FramedFile"/>; the body holds the codes row by row in the chosen precision,
/// then each row's category numbers, a 16-bit integer each. The header names the model that decodes them by its checksum.
/// </summary>
public static class CodeFile
{
    public const int FormatVersion = 1;

    private const float ByteSteps = 255;

    private static readonly FramedFile Frame = new("codes", FormatVersion, "0.1.0");

    /// <exception cref="InvalidDataException">A code is not finite, or beyond ±65504 in half precision.</exception>
    public static void Save(string path, CodeSet set, CodePrecision precision)
    {
        ArgumentNullException.ThrowIfNull(set);
        float[] lows = new float[set.Latent];
        float[] highs = new float[set.Latent];
        for (int j = 0; j < set.Latent; j++)
        {
            Range(set, j, precision, out lows[j], out highs[j]);
        }

        var header = new CodeHeader(set.ModelChecksum, set.Count, set.Latent, precision, set.Conditions, lows, highs);
        long bytes = BodyBytes(header);
        Frame.Save(path, JsonSerializer.SerializeToNode(header, FramedFile.Json)!.AsObject(), bytes, append =>
        {
            byte[] body = new byte[bytes];
            int width = WidthOf(precision);
            for (int i = 0; i < set.Codes.Length; i++)
            {
                Put(body.AsSpan(i * width), set.Codes[i], precision, lows[i % set.Latent], highs[i % set.Latent]);
            }

            int offset = set.Codes.Length * width;
            for (int i = 0; i < set.Categories.Length; i++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(offset + (i * sizeof(ushort))), checked((ushort)set.Categories[i]));
            }

            append(body);
        });
    }

    /// <exception cref="InvalidDataException">Not such a file, of a newer format, truncated or changed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CodeSet Load(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(stream, path);
    }

    /// <param name="stream">Seekable, with nothing but the codes in it.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <exception cref="InvalidDataException">Not such a file, of a newer format, truncated or changed.</exception>
    public static CodeSet Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (JsonObject json, long bodyBytes) = Frame.Open(stream, name);
        CodeHeader header = Frame.Parse<CodeHeader>(json, name);
        if (header is not { Model: not null, Rows: >= 0, Latent: > 0, Conditions: >= 0, Lows: not null, Highs: not null }
            || !Enum.IsDefined(header.Precision) || header.Lows.Length != header.Latent || header.Highs.Length != header.Latent
            || bodyBytes > Array.MaxLength || bodyBytes != BodyBytes(header))
        {
            throw new InvalidDataException(
                $"{name}: the header says {header.Rows:N0} rows of {header.Latent} units and {header.Conditions} conditions ({header.Precision}); the body of {bodyBytes:N0} bytes does not fit. Compress again.");
        }

        byte[] body = new byte[bodyBytes];
        stream.ReadExactly(body);
        int width = WidthOf(header.Precision);
        float[] codes = new float[header.Rows * header.Latent];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = Get(body.AsSpan(i * width), header.Precision, header.Lows[i % header.Latent], header.Highs[i % header.Latent]);
        }

        int[] categories = new int[header.Rows * header.Conditions];
        for (int i = 0; i < categories.Length; i++)
        {
            categories[i] = BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan((codes.Length * width) + (i * sizeof(ushort))));
        }

        return new CodeSet(header.Model, header.Latent, codes, categories, header.Conditions);
    }

    private static void Range(CodeSet set, int unit, CodePrecision precision, out float low, out float high)
    {
        low = float.PositiveInfinity;
        high = float.NegativeInfinity;
        for (int i = unit; i < set.Codes.Length; i += set.Latent)
        {
            float code = set.Codes[i];
            if (!float.IsFinite(code) || (precision == CodePrecision.Half && MathF.Abs(code) > (float)Half.MaxValue))
            {
                throw new InvalidDataException(
                    $"Row {(i / set.Latent) + 1}, unit {unit + 1} is {code}; {precision} keeps finite values{(precision == CodePrecision.Half ? " up to ±65504" : "")}. "
                    + "Keep 8 or 32 bits, or leave the row out.");
            }

            low = MathF.Min(low, code);
            high = MathF.Max(high, code);
        }

        if (set.Count == 0)
        {
            low = high = 0;
        }
    }

    private static void Put(Span<byte> target, float code, CodePrecision precision, float low, float high)
    {
        switch (precision)
        {
            case CodePrecision.Byte:
                // In double: the difference of two floats may overflow a float.
                double spread = (double)high - low;
                target[0] = spread == 0 ? (byte)0 : (byte)Math.Round((code - (double)low) / spread * ByteSteps);
                break;
            case CodePrecision.Half:
                BinaryPrimitives.WriteHalfLittleEndian(target, (Half)code);
                break;
            default:
                BinaryPrimitives.WriteSingleLittleEndian(target, code);
                break;
        }
    }

    private static float Get(ReadOnlySpan<byte> source, CodePrecision precision, float low, float high) => precision switch
    {
        CodePrecision.Byte => (float)(low + (((double)high - low) * source[0] / ByteSteps)),
        CodePrecision.Half => (float)BinaryPrimitives.ReadHalfLittleEndian(source),
        _ => BinaryPrimitives.ReadSingleLittleEndian(source),
    };

    private static int WidthOf(CodePrecision precision) => precision switch { CodePrecision.Byte => 1, CodePrecision.Half => 2, _ => 4 };

    /// <summary>Bounded by the widths of int: no product overflows a long.</summary>
    private static long BodyBytes(CodeHeader header) =>
        header.Rows * (((long)header.Latent * WidthOf(header.Precision)) + ((long)header.Conditions * sizeof(ushort)));

    /// <param name="Model">Checksum of the model that decodes.</param>
    /// <param name="Lows">[J] smallest value of each unit.</param>
    /// <param name="Highs">[J] largest.</param>
    private sealed record CodeHeader(string Model, int Rows, int Latent, CodePrecision Precision, int Conditions, float[] Lows, float[] Highs);
}
