using System.Diagnostics;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// The distribution of sizes seen so far, those of late more than those of long ago, and from it how improbable a size is:
/// surprise = −log₁₀ P(V ≥ v), empirical in the body, a generalised Pareto tail over the largest min(max(.03 n, 60), .25 n) of n values,
/// fitted by probability-weighted moments (Hosking and Wallis 1987): a₀ = Σy ÷ m, a₁ = Σ y(1 − F) ÷ m, ξ = 2 − a₀ ÷ (a₀ − 2a₁) within [0, .7],
/// β = a₀(1 − ξ). Sizes lie in counters, eight an octave, so that memory is fixed and a size is known to 4 %; a counter decays by
/// 1 ÷ 8000 a value. A size is asked for before it is learned, and counts in the tail as at most <see cref="Reach"/> times where that begins: one
/// broken reading must not make a tail that hides the next trouble. State: [lowest bin][weight of a new value][sum][zeros][values][counters]; all
/// zeros is the state of nothing seen.
/// </summary>
internal readonly ref struct StreamingTail
{
    /// <summary>32 octaves.</summary>
    private const int Counters = 256;

    private const int BinsPerOctave = 8;
    private const int Head = 5;

    private const double Memory = 8000;

    /// <summary>With fewer values nothing is surprising.</summary>
    public const int FewestValues = 20;

    private const double TailShare = 0.03;
    private const double FewestInTail = 60;
    private const double LargestTailShare = 0.25;
    private const double LargestShape = 0.7;

    /// <summary>A larger size, in multiples of where the tail begins, counts as one so large: 16 and 64 find as much, 8 finds less.</summary>
    public const float Reach = 32;

    // Below it a size is the rounding of one that is nothing.
    private const float LeastSize = 1e-12f;

    // Weights grow instead of all counters decaying; before floats end, all are made small again.
    private const float LargestWeight = 1e6f;

    /// <summary>A surprise beyond this is no more one.</summary>
    private const double LargestSurprise = 300;

    private readonly Span<float> _state;

    public StreamingTail(Span<float> state)
    {
        Debug.Assert(state.Length == Floats, "A tail has a state of its own length.");
        _state = state;
    }

    /// <summary>Floats of the state.</summary>
    public static int Floats => Head + Counters;

    private ref float Lowest => ref _state[0];

    private ref float Weight => ref _state[1];

    private ref float Sum => ref _state[2];

    private ref float Zeros => ref _state[3];

    private ref float Values => ref _state[4];

    private Span<float> Bins => _state[Head..];

    private bool HasSizes => Bins.ContainsAnyExcept(0f);

    /// <summary>The largest size that would be learned as it is.</summary>
    public float LargestLearned
    {
        get
        {
            if (!HasSizes)
            {
                return float.MaxValue;
            }

            (int first, _, _) = FindTail();
            double begin = first > 0 && Values >= FewestValues ? TailBegin(first) : EdgeOf(Top() + 1);
            return begin > 0 ? (float)Math.Min(Reach * begin, float.MaxValue) : float.MaxValue;
        }
    }

    /// <summary>How rare a size is: 0 where it is usual or too little is known, 1 where one in ten is as large.</summary>
    /// <param name="size">At least 0, no NaN.</param>
    public float Surprise(float size)
    {
        if (Values < FewestValues || size < LeastSize)
        {
            return 0;
        }

        double n = Sum / (double)Weight;
        if (!HasSizes)
        {
            return (float)Math.Log10(n + 1);
        }

        (int first, double inTail, double begin) = FindTail();
        return (float)Math.Min(LargestSurprise, size > begin ? TailSurprise(size, first, inTail, begin, n) : BodySurprise(size, n));
    }

    public void Add(float size)
    {
        size = Math.Min(size, LargestLearned);
        Weight = Weight == 0 ? 1 : Weight * (float)(1 + (1 / Memory));
        Values = Math.Min(Values + 1, LargestWeight);
        Sum += Weight;
        if (size < LeastSize)
        {
            Zeros += Weight;
        }
        else
        {
            Bins[Place(size)] += Weight;
        }

        if (Weight > LargestWeight)
        {
            Rescale();
        }
    }

    private static int BinOf(float size) => (int)Math.Floor(BinsPerOctave * Math.Log2(size));

    private static double EdgeOf(int bin) => Math.Pow(2, (double)bin / BinsPerOctave);

    private int IndexOf(float size) => Math.Clamp(BinOf(size) - (int)Lowest, 0, Counters - 1);

    /// <summary>The bin of the largest size.</summary>
    private int Top()
    {
        int i = Counters - 1;
        for (; i > 0 && Bins[i] == 0; i--)
        {
        }

        return (int)Lowest + i;
    }

    /// <summary>
    /// The counter a size belongs to. The range of the counters follows upwards at once, and downwards by an octave a size while more than half
    /// of all sizes are in the lowest counter, of which is known only that they are small: there they stay.
    /// </summary>
    private int Place(float size)
    {
        int bin = BinOf(size);
        if (!HasSizes)
        {
            Lowest = bin - Counters + 1;
        }
        else if (bin > Lowest + Counters - 1)
        {
            Rise((int)(bin - Lowest) - Counters + 1);
        }
        else if (bin < Lowest && Bins[0] > 0.5f * (Sum - Zeros))
        {
            Sink(BinsPerOctave);
        }

        return IndexOf(size);
    }

    private void Rise(int by)
    {
        Span<float> bins = Bins;
        int kept = Math.Max(0, Counters - by);
        float lost = 0;
        foreach (float below in bins[..(Counters - kept)])
        {
            lost += below;
        }

        bins[^kept..].CopyTo(bins);
        bins[kept..].Clear();
        bins[0] += lost;
        Lowest += by;
    }

    private void Sink(int by)
    {
        Span<float> bins = Bins;
        float above = 0;
        foreach (float count in bins[^by..])
        {
            above += count;
        }

        bins[1..^by].CopyTo(bins[(by + 1)..]);
        bins[1..(by + 1)].Clear();
        bins[^1] += above;
        Lowest -= by;
    }

    private void Rescale()
    {
        float weight = Weight;
        foreach (ref float value in _state[2..4])
        {
            value /= weight;
        }

        foreach (ref float count in Bins)
        {
            count /= weight;
        }

        Weight = 1;
    }

    private double TailBegin(int first)
    {
        int below = first - 1;
        for (; below >= 0 && Bins[below] == 0; below--)
        {
        }

        return below >= 0 ? EdgeOf((int)Lowest + below + 1) : 0;
    }

    /// <summary>The first counter of the tail, how many values it holds, and where it begins: at the upper edge of the counter below.</summary>
    private (int First, double Count, double Begin) FindTail()
    {
        Span<float> bins = Bins;
        double weight = Weight, n = Sum / weight;
        double most = Math.Min(Math.Max(TailShare * n, FewestInTail), LargestTailShare * n);
        double count = 0;
        int first = Counters;
        for (int i = Counters - 1; i >= 0; i--)
        {
            double here = bins[i] / weight;
            if (here == 0)
            {
                continue;
            }

            // A tail of less than two values is none: it takes the counter that makes it one.
            if (count + here > most && count >= 2)
            {
                break;
            }

            bool isTooMany = count + here > most;
            count += here;
            first = i;
            if (isTooMany)
            {
                break;
            }
        }

        return (first, count, TailBegin(first));
    }

    private double TailSurprise(float size, int first, double inTail, double begin, double n)
    {
        Span<float> bins = Bins;
        double weight = Weight, a0 = 0, a1 = 0, below = 0;
        double most = begin > 0 ? (Reach - 1) * begin : double.MaxValue;
        for (int i = first; i < Counters; i++)
        {
            if (bins[i] > 0)
            {
                double count = bins[i] / weight;
                double excess = Math.Clamp(MiddleOf((int)Lowest + i) - begin, 0, most);
                a0 += count * excess;
                a1 += count * excess * (1 - ((below + (0.5 * count)) / inTail));
                below += count;
            }
        }

        a0 /= inTail;
        a1 /= inTail;
        double spread = a0 - (2 * a1);
        double shape = spread > 1e-300 ? Math.Clamp(2 - (a0 / spread), 0, LargestShape) : LargestShape;
        double scale = Math.Max(a0 * (1 - shape), 1e-6 * Math.Max(begin, LeastSize));
        double beyond = (size - begin) / scale;
        return -Math.Log10(inTail / n) + (shape < 1e-6 ? beyond / Math.Log(10) : Math.Log10(1 + (shape * beyond)) / shape);
    }

    /// <summary>The middle of a bin, by ratio.</summary>
    private static double MiddleOf(int bin) => Math.Pow(2, (bin + 0.5) / BinsPerOctave);

    private double BodySurprise(float size, double n)
    {
        int bin = IndexOf(size);
        double above = 0;
        foreach (float count in Bins[(bin + 1)..])
        {
            above += count;
        }

        double low = EdgeOf((int)Lowest + bin), high = EdgeOf((int)Lowest + bin + 1);
        above += Math.Clamp((high - size) / (high - low), 0, 1) * Bins[bin];
        return Math.Max(0, -Math.Log10(Math.Min(1, ((above / Weight) + 0.5) / (n + 1))));
    }
}
