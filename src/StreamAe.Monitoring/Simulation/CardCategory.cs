namespace StreamAe.Monitoring.Simulation;

/// <summary>What cards pay for: the categories in the order of the channel's values, and what is usual in each.</summary>
internal static class CardCategory
{
    public const int Grocery = 0;
    public const int Fuel = 1;
    public const int Restaurant = 2;
    public const int Travel = 3;
    public const int Electronics = 4;
    public const int Clothing = 5;
    public const int Health = 6;
    public const int Entertainment = 7;
    public const int Cash = 8;
    public const int Online = 9;
    public const int Count = 10;

    public static readonly string[] Names =
        ["grocery", "fuel", "restaurant", "travel", "electronics", "clothing", "health", "entertainment", "cash", "online"];

    /// <summary>Relative frequency over all cards.</summary>
    public static readonly double[] Shares = [0.30, 0.09, 0.15, 0.02, 0.03, 0.06, 0.06, 0.07, 0.06, 0.16];

    /// <summary>Relative frequency on a journey; nothing is added that the card never uses.</summary>
    public static readonly double[] TravelShares = [0.10, 0.10, 0.36, 0.14, 0.01, 0.07, 0.02, 0.10, 0.08, 0.02];

    /// <summary>Logarithm of the median amount against the card's own.</summary>
    public static readonly double[] LogAmountFactors =
        [.. new[] { 1.0, 1.4, 0.9, 2.5, 2.0, 1.4, 1.1, 0.9, 1.8, 1.1 }.Select(factor => Math.Log(factor))];

    /// <summary>
    /// Deviation of the logarithm of the amount within a category: narrow enough that a payment three times too large stands out
    /// for its card, wide enough that it does not stand alone.
    /// </summary>
    public static readonly double[] AmountSpreads = [0.34, 0.18, 0.3, 0.38, 0.4, 0.32, 0.32, 0.3, 0.25, 0.38];
}
