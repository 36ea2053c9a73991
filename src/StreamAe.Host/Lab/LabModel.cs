using StreamAe.Monitoring.Files;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Coding;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Lab;

/// <summary>A stored model at work on tables: raw rows in, raw rows or codes out.</summary>
internal sealed class LabModel
{
    /// <summary>Floats of scaled rows that are in memory at a time, whatever a file's length.</summary>
    private const int ChunkFloats = 1 << 20;

    private readonly ModelArena _arena;
    private readonly int _slot;

    public LabModel(StoredModel stored)
    {
        Stored = stored;
        _arena = new ModelArena(stored.Architecture, slotsPerBlock: 1);
        _slot = _arena.Allocate(stored.Parameters);
    }

    public StoredModel Stored { get; }

    public Architecture Architecture => Stored.Architecture;

    public bool IsVariational => Architecture.LatentKind == LatentKind.Gaussian;

    private int ChunkRows => Math.Max(1, ChunkFloats / Architecture.RowStride);

    /// <summary>The columns of a file that this model reads.</summary>
    public LabColumns Columns(params IEnumerable<string> texts) => new()
    {
        Features = Stored.FeatureNames,
        Texts = [.. Stored.Conditions.Select(c => c.Name).Concat(texts).Distinct()],
        AllowMissing = Stored.Options.MaskMissing,
    };

    /// <summary>[N × conditions] which category each row has.</summary>
    /// <exception cref="ObservationFileException">A word is none of the model's categories.</exception>
    public int[] Categories(LabTable table) => Categories(Stored.Conditions, table);

    public static int[] Categories(ConditionColumn[] conditions, LabTable table)
    {
        int[] categories = new int[table.Count * conditions.Length];
        for (int k = 0; k < conditions.Length; k++)
        {
            IReadOnlyList<string> words = table.Texts[conditions[k].Name];
            for (int r = 0; r < words.Count; r++)
            {
                int category = Array.IndexOf(conditions[k].Categories, words[r]);
                categories[(r * conditions.Length) + k] = category >= 0
                    ? category
                    : throw new ObservationFileException(
                        table.File,
                        table.Lines[r],
                        $"column '{conditions[k].Name}' is '{words[r]}'; the model knows {string.Join(", ", conditions[k].Categories.Take(20).Select(c => $"'{c}'"))}. Leave the row out, or train with it.");
            }
        }

        return categories;
    }

    /// <summary>[N × RowStride] model inputs of rows [from, from + count): scaled, missing values 0, context one-hot behind the features.</summary>
    public static float[] Prepare(Architecture architecture, RowScaling scaling, ConditionColumn[] conditions, IReadOnlyList<float[]> rows, ReadOnlySpan<int> categories, int from, int count, bool keepMissing = false)
    {
        int stride = architecture.RowStride;
        float[] prepared = GC.AllocateArray<float>(checked(count * stride), pinned: true);
        for (int r = 0; r < count; r++)
        {
            Span<float> row = prepared.AsSpan(r * stride, stride);
            scaling.Scale(rows[from + r], row);
            foreach (ref float value in row[..architecture.Features])
            {
                value = float.IsNaN(value) && !keepMissing ? 0 : value;
            }

            WriteContext(conditions, categories.Slice((from + r) * conditions.Length, conditions.Length), row[architecture.Features..]);
        }

        return prepared;
    }

    /// <summary>[N × J] codes, of a VAE the means; and its log variances, else none.</summary>
    public (float[] Codes, float[] LogVariances) Encode(LabTable table)
    {
        int latent = Architecture.Latent;
        int[] categories = Categories(table);
        float[] codes = new float[table.Count * latent];
        float[] logVariances = new float[IsVariational ? codes.Length : 0];
        for (int from = 0; from < table.Count; from += ChunkRows)
        {
            int count = Math.Min(ChunkRows, table.Count - from);
            float[] rows = Prepare(table, categories, from, count);
            Span<float> variances = IsVariational ? logVariances.AsSpan(from * latent, count * latent) : [];
            LatentCoder.Encode(_arena, Slots(count), rows, codes.AsSpan(from * latent, count * latent), variances);
        }

        return (codes, logVariances);
    }

    /// <summary>[N] raw rows of [N × J] codes.</summary>
    /// <param name="categories">[N × conditions]</param>
    public float[][] Decode(ReadOnlySpan<float> codes, ReadOnlySpan<int> categories)
    {
        int latent = Architecture.Latent;
        int conditions = Stored.Conditions.Length;
        float[][] decoded = new float[codes.Length / latent][];
        for (int from = 0; from < decoded.Length; from += ChunkRows)
        {
            int count = Math.Min(ChunkRows, decoded.Length - from);
            float[] contexts = new float[count * Architecture.Condition];
            for (int r = 0; r < count; r++)
            {
                WriteContext(Stored.Conditions, categories.Slice((from + r) * conditions, conditions), contexts.AsSpan(r * Architecture.Condition, Architecture.Condition));
            }

            float[] rows = new float[count * Architecture.RowStride];
            LatentCoder.Decode(_arena, Slots(count), codes.Slice(from * latent, count * latent), contexts, rows);
            Unscale(rows, decoded, from, count);
        }

        return decoded;
    }

    /// <summary>
    /// [N] raw reconstructions, and [N] scores in the model's units: mean over the present features of weight·(x − x̂)², and KL in nats (0 without).
    /// </summary>
    public (float[][] Rows, float[] Errors, float[] Divergences) Reconstruct(LabTable table)
    {
        int[] categories = Categories(table);
        float[][] reconstructed = new float[table.Count][];
        float[] errors = new float[table.Count];
        float[] divergences = new float[table.Count];
        var scorer = new SimdScorer();
        for (int from = 0; from < table.Count; from += ChunkRows)
        {
            int count = Math.Min(ChunkRows, table.Count - from);
            float[] rows = Prepare(table, categories, from, count);
            float[] output = new float[rows.Length];
            scorer.Score(_arena, new ScoreBatch(Slots(count), rows, output, errors.AsSpan(from), divergences.AsSpan(from)));
            WeighPresentOnly(table, rows, output, errors, from, count);
            Unscale(output, reconstructed, from, count);
        }

        return (reconstructed, errors, divergences);
    }

    /// <summary>A feature that is missing was given as 0 and must not count as if 0 had been seen.</summary>
    private void WeighPresentOnly(LabTable table, float[] rows, float[] output, float[] errors, int from, int count)
    {
        ReadOnlySpan<float> weights = Stored.Parameters.AsSpan(Architecture.ErrorWeightOffset, Architecture.Features);
        for (int r = 0; r < count; r++)
        {
            float[] raw = table.Rows[from + r];
            if (!Array.Exists(raw, float.IsNaN))
            {
                continue;
            }

            float sum = 0;
            int present = 0;
            for (int d = 0; d < raw.Length; d++)
            {
                if (!float.IsNaN(raw[d]))
                {
                    float residual = rows[(r * Architecture.RowStride) + d] - output[(r * Architecture.RowStride) + d];
                    sum += weights[d] * residual * residual;
                    present++;
                }
            }

            errors[from + r] = present == 0 ? 0 : sum / present;
        }
    }

    private float[] Prepare(LabTable table, int[] categories, int from, int count) =>
        Prepare(Architecture, Stored.Scaling, Stored.Conditions, table.Rows, categories, from, count);

    private void Unscale(float[] rows, float[][] target, int from, int count)
    {
        for (int r = 0; r < count; r++)
        {
            target[from + r] = new float[Architecture.Features];
            Stored.Scaling.Unscale(rows.AsSpan(r * Architecture.RowStride, Architecture.Features), target[from + r]);
        }
    }

    private static void WriteContext(ConditionColumn[] conditions, ReadOnlySpan<int> categories, Span<float> context)
    {
        int offset = 0;
        for (int k = 0; k < conditions.Length; k++)
        {
            context[offset + categories[k]] = 1;
            offset += conditions[k].Categories.Length;
        }
    }

    private int[] Slots(int count)
    {
        int[] slots = new int[count];
        Array.Fill(slots, _slot);
        return slots;
    }
}
