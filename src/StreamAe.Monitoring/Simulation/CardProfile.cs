using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Simulation;

/// <summary>What makes one card itself: how much, how often, when, where and for what its owner pays. Drawn once from the card's key.</summary>
internal sealed class CardProfile
{
    /// <summary>Share of cards that are handed out after the stream began, and when at the latest.</summary>
    private const double LateShare = 0.12;
    private const int LatestFirstDay = 120;

    public CardProfile(ulong seed, int card, CardMerchants merchants)
    {
        Merchants = merchants;
        Key = CounterHash.At(CounterHash.Mix(seed ^ 0x63617264), card);
        DriftKey = CounterHash.At(Key, -2);
        var draws = new HashDraws(CounterHash.At(Key, -1));
        LogAmount = draws.Normal(Math.Log(22), 0.5);
        PaymentsPerDay = Math.Exp(draws.Between(0, Math.Log(8)));
        Habit = draws.Integer(0, CardHours.HabitCount - 1);
        ShiftSeconds = (int)draws.Between(-2700, 2700);
        HomeTown = draws.Integer(0, CardMerchants.Towns - 1);
        (double latitude, double longitude) = merchants.PlaceOf(HomeTown);
        (HomeLatitude, HomeLongitude) = GreatCircle.Near(latitude, longitude, draws.LogNormal(3, 0.6), draws.Between(0, 2 * Math.PI));
        int[] payDays = [1, 15, 25, 28];
        PayDay = payDays[draws.Integer(0, payDays.Length - 1)];
        FirstDay = draws.Chance(LateShare) ? draws.Integer(1, LatestFirstDay) : 0;
        YearlyTrend = draws.Normal(0.03, 0.1);
        ScheduleOffsetDays = draws.Integer(0, CardSchedule.EpochDays - 1);
        JourneyOffsetDays = draws.Integer(0, CardSchedule.JourneyEpochDays - 1);

        // Three categories the card never uses. Groceries and restaurants are for everyone.
        double[] weights = new double[CardCategory.Count];
        for (int category = 0; category < weights.Length; category++)
        {
            weights[category] = CardCategory.Shares[category] * draws.LogNormal(1, 0.5);
        }

        Unused = new int[3];
        for (int i = 0; i < Unused.Length;)
        {
            int category = draws.Integer(0, CardCategory.Count - 1);
            if (category is CardCategory.Grocery or CardCategory.Restaurant || weights[category] == 0)
            {
                continue;
            }

            weights[category] = 0;
            Unused[i++] = category;
        }

        AtHome = Cumulate(weights);
        for (int category = 0; category < weights.Length; category++)
        {
            weights[category] = weights[category] == 0 ? 0 : CardCategory.TravelShares[category];
        }

        OnJourney = Cumulate(weights);
    }

    public ulong Key { get; }

    public ulong DriftKey { get; }

    /// <summary>Logarithm of the median amount in the category of factor 1.</summary>
    public double LogAmount { get; }

    /// <summary>Mean on an ordinary day, 1 to 8.</summary>
    public double PaymentsPerDay { get; }

    /// <summary>Which of <see cref="CardHours"/>.</summary>
    public int Habit { get; }

    public int ShiftSeconds { get; }

    public CardMerchants Merchants { get; }

    public int HomeTown { get; }

    /// <summary>Degrees.</summary>
    public double HomeLatitude { get; }

    /// <summary>Degrees.</summary>
    public double HomeLongitude { get; }

    /// <summary>Day of the month; this and the next two see more and larger payments.</summary>
    public int PayDay { get; }

    public int FirstDay { get; }

    /// <summary>Growth of the logarithm of amounts in a year.</summary>
    public double YearlyTrend { get; }

    public int ScheduleOffsetDays { get; }

    public int JourneyOffsetDays { get; }

    /// <summary>Categories that never occur without fraud.</summary>
    public int[] Unused { get; }

    /// <summary>Cumulative shares of the categories, the last one 1.</summary>
    public double[] AtHome { get; }

    public double[] OnJourney { get; }

    private static double[] Cumulate(double[] weights)
    {
        double[] cumulative = new double[weights.Length];
        double total = weights.Sum();
        double sum = 0;
        int last = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i];
            cumulative[i] = sum / total;
            last = weights[i] > 0 ? i : last;
        }

        // Against the last category in use falling short of 1 by rounding.
        cumulative.AsSpan(last).Fill(1);
        return cumulative;
    }
}
