namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// The one-line rule a card detector must beat: the amount over the mean of the card's payments before it. A first payment is measured by the
/// mean of all cards so far. Not safe for concurrent use.
/// </summary>
/// <param name="cards">How many there are.</param>
public sealed class OwnMeanRule(int cards)
{
    private readonly double[] _sums = new double[cards];
    private readonly int[] _counts = new int[cards];
    private double _sum;
    private long _count;

    /// <summary>The score of a payment, which is learned then; higher is stranger.</summary>
    public float Score(int card, float amount)
    {
        double mean = _counts[card] > 0 ? _sums[card] / _counts[card] : _count > 0 ? _sum / _count : amount;
        _sums[card] += amount;
        _counts[card]++;
        _sum += amount;
        _count++;
        return (float)(amount / Math.Max(mean, 0.01));
    }
}
