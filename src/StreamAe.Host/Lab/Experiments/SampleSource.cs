using StreamAe.Numerics.Randomness;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Made-up data whose structure is known, so that an experiment can ask whether a model finds it. Functions of their seed.</summary>
internal static class SampleSource
{
    /// <summary>Side of the generated pictures, as of the scanned digits that may be given instead.</summary>
    public const int ShapeSide = 8;

    private const int ShapeKinds = 6;

    /// <summary>
    /// Causes in a hierarchy: <paramref name="roots"/> hidden numbers pass through <paramref name="levels"/> random layers, each twice as wide
    /// and bent by a sine, up to the features, standardised, with 1 % noise. One layer undoes one level.
    /// </summary>
    public static Sample Hierarchy(int roots, int levels, int features, int count, ulong seed)
    {
        var random = new PhiloxRandom(seed);
        var widths = new List<int> { roots };
        for (int level = 1; level < levels; level++)
        {
            widths.Add(Math.Min(features, widths[^1] * 2));
        }

        widths.Add(features);
        var layers = new List<float[]>();
        for (int l = 1; l < widths.Count; l++)
        {
            // Gain 2: the sine of each level folds its input about once.
            layers.Add(Gaussians(widths[l - 1] * widths[l], 2f / MathF.Sqrt(widths[l - 1]), ref random));
        }

        float[] rows = new float[count * features];
        for (int r = 0; r < count; r++)
        {
            float[] values = Gaussians(roots, 1, ref random);
            for (int l = 0; l < layers.Count; l++)
            {
                values = Layer(values, layers[l], widths[l + 1]);
            }

            values.CopyTo(rows, r * features);
        }

        Standardise(rows, features);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] += 0.01f * random.NextGaussian();
        }

        return new Sample(features, rows, new int[count]);
    }

    /// <summary>
    /// Machines of several types with the same sensors: every row lies near its own type's plane of <paramref name="latent"/> dimensions around
    /// its own type's working point.
    /// </summary>
    public static Sample Types(int types, int features, int latent, int count, ulong seed)
    {
        var random = new PhiloxRandom(seed);
        float[][] centres = [.. Repeat(types, ref random, static (int f, ref PhiloxRandom r) => Gaussians(f, 1, ref r), features)];
        float[][] planes = [.. Repeat(types, ref random, static (int n, ref PhiloxRandom r) => Gaussians(n, 1, ref r), features * latent)];
        float[] rows = new float[count * features];
        int[] classes = new int[count];
        for (int r = 0; r < count; r++)
        {
            int type = classes[r] = random.NextInt32(types);
            float[] code = Gaussians(latent, 1, ref random);
            for (int f = 0; f < features; f++)
            {
                float value = centres[type][f] + (0.1f * random.NextGaussian());
                for (int j = 0; j < latent; j++)
                {
                    value += code[j] * planes[type][(f * latent) + j];
                }

                rows[(r * features) + f] = value;
            }
        }

        Standardise(rows, features);
        return new Sample(features, rows, classes);
    }

    /// <summary>
    /// Pictures of 8 × 8 pixels in [0, 1]: bars, crosses, rings and discs of random place, size and brightness, with soft edges.
    /// </summary>
    public static Sample Shapes(int count, ulong seed)
    {
        var random = new PhiloxRandom(seed);
        const int Pixels = ShapeSide * ShapeSide;
        float[] rows = new float[count * Pixels];
        int[] classes = new int[count];
        for (int r = 0; r < count; r++)
        {
            int kind = classes[r] = random.NextInt32(ShapeKinds);
            float x0 = 3.5f + (2 * random.NextSingle()) - 1, y0 = 3.5f + (2 * random.NextSingle()) - 1;
            float size = 1.8f + (1.2f * random.NextSingle());
            float ink = 0.7f + (0.3f * random.NextSingle());
            for (int p = 0; p < Pixels; p++)
            {
                float x = (p % ShapeSide) - x0, y = (p / ShapeSide) - y0;
                rows[(r * Pixels) + p] = ink * Math.Clamp(1.2f - Distance(kind, x, y, size), 0, 1);
            }
        }

        return new Sample(Pixels, rows, classes);
    }

    /// <summary>Two classes on two bent curves in a plane, spread over more features: class 1 with a share of <paramref name="minority"/>.</summary>
    public static Sample Imbalanced(int count, double minority, int features, ulong seed)
    {
        var random = new PhiloxRandom(seed);
        float[] spread = Gaussians(2 * features, 1, ref random);
        float[] rows = new float[count * features];
        int[] classes = new int[count];
        for (int r = 0; r < count; r++)
        {
            classes[r] = random.NextSingle() < minority ? 1 : 0;
            float turn = MathF.PI * random.NextSingle();
            float x = classes[r] == 0 ? MathF.Cos(turn) : 1 - MathF.Cos(turn);
            float y = classes[r] == 0 ? MathF.Sin(turn) : 0.3f - MathF.Sin(turn);
            for (int f = 0; f < features; f++)
            {
                rows[(r * features) + f] = (x * spread[f]) + (y * spread[features + f]) + (0.3f * random.NextGaussian());
            }
        }

        Standardise(rows, features);
        return new Sample(features, rows, classes);
    }

    /// <summary>Distance in pixels from the strokes of a kind of shape.</summary>
    private static float Distance(int kind, float x, float y, float size)
    {
        float radius = MathF.Sqrt((x * x) + (y * y));
        float across = Stroke(y, x, size), up = Stroke(x, y, size);
        return kind switch
        {
            0 => across,
            1 => up,
            2 => Math.Min(across, up),
            3 => Math.Min(Stroke((x + y) * 0.7071f, (x - y) * 0.7071f, size), Stroke((x - y) * 0.7071f, (x + y) * 0.7071f, size)),
            4 => MathF.Abs(radius - size),
            _ => Math.Max(0, radius - size),
        };
    }

    /// <summary>From a stroke of half length <paramref name="half"/>, given the distance across and along it.</summary>
    private static float Stroke(float across, float along, float half)
    {
        float beyond = Math.Max(0, MathF.Abs(along) - half);
        return MathF.Sqrt((across * across) + (beyond * beyond));
    }

    private static float[] Layer(float[] inputs, float[] weights, int outputs)
    {
        float[] values = new float[outputs];
        for (int o = 0; o < outputs; o++)
        {
            float sum = 0;
            for (int i = 0; i < inputs.Length; i++)
            {
                sum += inputs[i] * weights[(i * outputs) + o];
            }

            values[o] = MathF.Sin(sum);
        }

        return values;
    }

    private static void Standardise(float[] rows, int features)
    {
        int count = rows.Length / features;
        for (int f = 0; f < features; f++)
        {
            double mean = 0, squares = 0;
            for (int r = 0; r < count; r++)
            {
                mean += rows[(r * features) + f] / (double)count;
            }

            for (int r = 0; r < count; r++)
            {
                double d = rows[(r * features) + f] - mean;
                squares += d * d / count;
            }

            for (int r = 0; r < count; r++)
            {
                rows[(r * features) + f] = (float)((rows[(r * features) + f] - mean) / Math.Sqrt(squares));
            }
        }
    }

    private static float[] Gaussians(int count, float deviation, ref PhiloxRandom random)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            value = deviation * random.NextGaussian();
        }

        return values;
    }

    private delegate float[] Make(int count, ref PhiloxRandom random);

    private static float[][] Repeat(int times, ref PhiloxRandom random, Make make, int count)
    {
        var made = new float[times][];
        for (int i = 0; i < times; i++)
        {
            made[i] = make(count, ref random);
        }

        return made;
    }
}
