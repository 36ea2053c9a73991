namespace StreamAe.Monitoring.Simulation;

/// <summary>Draws one after another from the sequence of a key; for profiles and incidents, where the number of draws is small.</summary>
internal struct HashDraws(ulong key)
{
    private readonly ulong _key = key;
    private long _next;

    public ulong Bits() => CounterHash.At(_key, _next++);

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => CounterHash.Uniform(Bits());

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Between(double low, double high) => low + (high - low) * Uniform();

    /// <summary>An integer in <paramref name="low"/> … <paramref name="high"/>, both included.</summary>
    public int Integer(int low, int high) => low + (int)(Uniform() * (high - low + 1));

    public bool Chance(double probability) => Uniform() < probability;

    public double Normal(double mean, double deviation) => mean + deviation * CounterHash.Normal(Bits());

    /// <summary>Log-normal with the given median; <paramref name="deviation"/> is that of the logarithm.</summary>
    public double LogNormal(double median, double deviation) => median * Math.Exp(Normal(0, deviation));
}
