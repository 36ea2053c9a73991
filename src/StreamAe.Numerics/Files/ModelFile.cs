using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Files;

/// <summary>
/// Models as files (<c>.sae</c>): the frame of <see cref="FramedFile"/>, a header that says architecture, columns, scaling, options and report,
/// then float32 little-endian without padding: for each layer weights <c>[Inputs × Outputs]</c>, input-major, and biases <c>[Outputs]</c>;
/// last the <c>[Features]</c> error weights.
/// </summary>
public static class ModelFile
{
    public const int FormatVersion = 1;

    private const int ChunkFloats = 1 << 14;

    private static readonly FramedFile Frame = new("model", FormatVersion, "0.1.0");

    public static void Save(string path, StoredModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Frame.Save(path, HeaderOf(model), StoredFloats(model.Architecture) * sizeof(float), append => WriteBody(model, append));
    }

    public static void Write(Stream stream, StoredModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Frame.Write(stream, HeaderOf(model), StoredFloats(model.Architecture) * sizeof(float), append => WriteBody(model, append));
    }

    /// <exception cref="InvalidDataException">See <see cref="Read"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StoredModel Load(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(stream, path);
    }

    /// <param name="stream">Seekable, with nothing but the model in it.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <exception cref="InvalidDataException">
    /// Not a model, of a newer format, truncated, changed, of widths that do not fit its parameters, or with parameters that are not finite.
    /// </exception>
    public static StoredModel Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (JsonObject json, long bodyBytes) = Frame.Open(stream, name);
        ModelHeader header = Frame.Parse<ModelHeader>(json, name);
        Architecture architecture = ArchitectureOf(header, name);
        long floats = StoredFloats(architecture);
        if (header.Parameters != floats || bodyBytes != floats * sizeof(float))
        {
            throw new InvalidDataException(
                $"{name}: {architecture} has {floats:N0} parameters; the header says {header.Parameters:N0} and the file holds {bodyBytes / sizeof(float):N0}. "
                + "The widths do not belong to these parameters: write the file anew from the training.");
        }

        RequireWidths(header, architecture, name);
        float[] parameters = GC.AllocateArray<float>(architecture.SlotFloats, pinned: true);
        ReadBody(stream, architecture, parameters);
        int bad = Array.FindIndex(parameters, p => !float.IsFinite(p));
        if (bad >= 0)
        {
            throw new InvalidDataException($"{name}: parameter {bad} is {parameters[bad]}; a model's parameters are finite. Train it again, with a lower learning rate.");
        }

        return new StoredModel(
            architecture, parameters, header.Features, new RowScaling(header.Scaling, header.Offsets, header.Scales), header.Conditions, header.Options, header.Report);
    }

    /// <summary>
    /// Which model this is, whatever its file is called: the SHA-256 of architecture, scaling and parameters, in hexadecimal digits. Codes carry
    /// it, so that they are decoded by the model that made them.
    /// </summary>
    public static string Checksum(StoredModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(ShapeOf(model.Architecture), FramedFile.Json));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(model.Scaling, FramedFile.Json));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(model.Conditions, FramedFile.Json));
        WriteBody(model, hash.AppendData);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What a file holds of an architecture: every parameter and every error weight, no padding.</summary>
    public static long StoredFloats(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return architecture.ParameterCount + architecture.Features;
    }

    private static JsonObject HeaderOf(StoredModel model)
    {
        Architecture a = model.Architecture;
        var header = new ModelHeader(
            a.ToString(),
            StoredFloats(a),
            ShapeOf(a),
            model.Conditions,
            model.FeatureNames,
            model.Scaling.Kind,
            model.Scaling.Offsets,
            model.Scaling.Scales,
            model.Options,
            model.Report);
        RequireWidths(header, a, "the model to store");
        return JsonSerializer.SerializeToNode(header, FramedFile.Json)!.AsObject();
    }

    private static ModelHeader.Shape ShapeOf(Architecture a) =>
        new(a.Features, a.Hidden.ToArray(), a.Latent, a.LatentKind, a.HiddenActivation, a.LatentActivation, a.OutputActivation, a.Condition);

    private static Architecture ArchitectureOf(ModelHeader header, string name)
    {
        if (header is not { Architecture.Hidden: not null, Features: not null, Offsets: not null, Scales: not null, Conditions: not null, Options: not null, Report: not null })
        {
            throw new InvalidDataException($"{name}: the header lacks one of architecture, conditions, features, offsets, scales, options, report. Write the file anew.");
        }

        ModelHeader.Shape s = header.Architecture;
        try
        {
            return new Architecture(s.Features, s.Hidden, s.Latent, s.LatentKind, s.HiddenActivation, s.LatentActivation, s.OutputActivation, s.Condition);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{name}: {error.Message} The header's widths are wrong: write the file anew.", error);
        }
    }

    private static void RequireWidths(ModelHeader header, Architecture architecture, string name)
    {
        int context = header.Conditions.Sum(c => c is { Name: not null, Categories.Length: > 0 }
            ? c.Categories.Length
            : throw new InvalidDataException($"{name}: a condition has no name or no categories. Write the file anew from the training."));
        bool fits = header.Features.Length == architecture.Features && header.Offsets.Length == architecture.Features
            && header.Scales.Length == architecture.Features && context == architecture.Condition;
        if (!fits)
        {
            throw new InvalidDataException(
                $"{name}: {architecture} has {architecture.Features} features and {architecture.Condition} units of context; there are {header.Features.Length} names, "
                + $"{header.Offsets.Length} offsets, {header.Scales.Length} scales and {context} categories. Write the file anew from the training.");
        }

        int bad = Enumerable.Range(0, architecture.Features).FirstOrDefault(d => !float.IsFinite(header.Offsets[d]) || !(header.Scales[d] > 0 && float.IsFinite(header.Scales[d])), -1);
        if (bad >= 0)
        {
            throw new InvalidDataException(
                $"{name}: feature '{header.Features[bad]}' has offset {header.Offsets[bad]} and scale {header.Scales[bad]}; both must be finite, the scale above 0. Train it again.");
        }
    }

    private static void WriteBody(StoredModel model, FramedFile.Append append)
    {
        byte[] bytes = new byte[ChunkFloats * sizeof(float)];
        int used = 0;
        foreach ((int start, int length) in Runs(model.Architecture))
        {
            foreach (float parameter in model.Parameters.AsSpan(start, length))
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(used), parameter);
                used += sizeof(float);
                if (used == bytes.Length)
                {
                    append(bytes);
                    used = 0;
                }
            }
        }

        append(bytes.AsSpan(0, used));
    }

    private static void ReadBody(Stream stream, Architecture architecture, float[] parameters)
    {
        byte[] bytes = new byte[ChunkFloats * sizeof(float)];
        long left = StoredFloats(architecture) * sizeof(float);
        int used = 0, filled = 0;
        foreach ((int start, int length) in Runs(architecture))
        {
            foreach (ref float parameter in parameters.AsSpan(start, length))
            {
                if (used == filled)
                {
                    filled = (int)Math.Min(bytes.Length, left);
                    stream.ReadExactly(bytes, 0, filled);
                    left -= filled;
                    used = 0;
                }

                parameter = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(used));
                used += sizeof(float);
            }
        }
    }

    /// <summary>The stretches of a slot that hold parameters, between the padding.</summary>
    private static IEnumerable<(int Start, int Length)> Runs(Architecture architecture)
    {
        foreach (DenseLayer layer in architecture.Layers.ToArray())
        {
            for (int i = 0; i < layer.Inputs; i++)
            {
                yield return (layer.WeightOffset + (i * layer.OutputStride), layer.Outputs);
            }

            yield return (layer.BiasOffset, layer.Outputs);
        }

        yield return (architecture.ErrorWeightOffset, architecture.Features);
    }
}
