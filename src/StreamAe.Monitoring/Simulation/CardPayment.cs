namespace StreamAe.Monitoring.Simulation;

/// <summary>Makes single payments: when they happen and what they look like, from the hash of (card, day, number within the day).</summary>
internal static class CardPayment
{
    public const int Amount = 0;
    public const int Category = 1;
    public const int Distance = 2;
    public const int Channels = 3;

    private const double OneOffShare = 0.002;

    /// <summary>Share of payments whose terminal does not say where it stands.</summary>
    private const double NoPlaceShare = 0.003;

    /// <summary>Half an hour of small payments, before the large one.</summary>
    private const int TestingSeconds = 1800;

    /// <summary>Keeps amounts within six digits with their cents rounded away at most.</summary>
    private const double LargestAmount = 99_000;

    private static readonly int[] FarAwayCategories =
        [CardCategory.Electronics, CardCategory.Clothing, CardCategory.Cash, CardCategory.Restaurant, CardCategory.Fuel];

    public static ulong KeyOf(CardProfile card, int day, int number) =>
        CounterHash.At(CounterHash.At(card.Key, -16L - day), number);

    /// <summary>Second of the day of one of the owner's payments.</summary>
    public static int SecondOf(CardProfile card, ulong key) =>
        CardHours.SecondOf(card.Habit, CounterHash.Uniform(key), card.ShiftSeconds);

    /// <summary>Second of the day of the <paramref name="extra"/>-th payment that a fraud adds.</summary>
    public static int SecondOfExtra(CardProfile card, in CardIncident incident, int extra, ulong key)
    {
        double uniform = CounterHash.Uniform(key);
        double begin = CounterHash.Uniform(CounterHash.At(incident.Key, 0));
        switch (incident.Kind)
        {
            case AnomalyKind.FraudVelocity:
                int first = (8 * 3600) + (int)(begin * 14 * 3600);
                int small = incident.Extra - 1;
                return first + (extra < small
                    ? (int)((extra + uniform) * TestingSeconds / small)
                    : TestingSeconds + (int)(uniform * 300));
            case AnomalyKind.FraudNewCategory:
                return (int)(uniform * 5 * 3600);
            default:
                return SecondOf(card, key);
        }
    }

    /// <summary>One of the owner's payments; <paramref name="journeyKm"/> is 0 at home.</summary>
    public static void Own(CardProfile card, int day, bool paid, double journeyKm, ulong key, Span<float> values)
    {
        int category = Pick(journeyKm > 0 ? card.OnJourney : card.AtHome, CounterHash.Uniform(CounterHash.At(key, 1)));
        double logAmount = LogAmount(card, day, category, key) + (paid ? 0.15 : 0);
        ulong rare = CounterHash.At(key, 3);
        if (CounterHash.Uniform(rare) < OneOffShare)
        {
            logAmount += Math.Log(4) + 0.4 * CounterHash.Normal(CounterHash.At(key, 4));
        }

        values[Amount] = Price(Math.Exp(logAmount), category);
        values[Category] = category;
        values[Distance] = Place(card, category, journeyKm, key);
        if (CounterHash.Uniform(CounterHash.Mix(rare)) < NoPlaceShare)
        {
            values[Distance] = float.NaN;
        }
    }

    /// <summary>Makes the owner's payment in <paramref name="values"/> that of a thief who has taken over the card.</summary>
    public static void TakeOver(ulong key, Span<float> values)
    {
        double factor = Math.Exp(Math.Log(3) + 0.4 * CounterHash.Normal(CounterHash.At(key, 5)));
        values[Amount] = Price(values[Amount] * factor, (int)values[Category]);
    }

    /// <summary>The <paramref name="extra"/>-th payment that a fraud adds.</summary>
    public static void Extra(CardProfile card, int day, in CardIncident incident, int extra, double journeyKm, ulong key, Span<float> values)
    {
        var draws = new HashDraws(CounterHash.At(key, 6));
        int category;
        double amount;
        switch (incident.Kind)
        {
            case AnomalyKind.FraudVelocity:
                category = extra < incident.Extra - 1 ? CardCategory.Online : draws.Chance(0.5) ? CardCategory.Electronics : CardCategory.Online;
                amount = extra < incident.Extra - 1
                    ? draws.Between(0.5, 6)
                    : Math.Exp(card.LogAmount) * draws.LogNormal(6, 0.4);
                values[Distance] = Place(card, category, journeyKm, key);
                break;
            case AnomalyKind.FraudFarAway:
                category = FarAwayCategories[draws.Integer(0, FarAwayCategories.Length - 1)];
                amount = Math.Exp(LogAmount(card, day, category, key)) * draws.LogNormal(1.6, 0.4);

                // The thief stays in one town, away from wherever the owner is, and farther than most journeys: those begin
                // ten times as often as this does.
                double town = new HashDraws(incident.Key).Between(2000, 8500) + journeyKm;
                values[Distance] = Resolution.Round(town + draws.Between(0, 20), 10);
                break;
            default:
                category = card.Unused[new HashDraws(incident.Key).Integer(0, card.Unused.Length - 1)];
                amount = Math.Exp(LogAmount(card, day, category, key)) * draws.Between(1.5, 3);
                values[Distance] = Place(card, category, journeyKm, key);
                break;
        }

        values[Category] = category;
        values[Amount] = Price(amount, category);
    }

    private static double LogAmount(CardProfile card, int day, int category, ulong key) =>
        card.LogAmount
        + card.YearlyTrend * day / 365.25
        + 0.08 * LatticeNoise.At(card.DriftKey, day / 45.0)
        + CardCategory.LogAmountFactors[category]
        + CardCategory.AmountSpreads[category] * CounterHash.Normal(CounterHash.At(key, 2));

    private static int Pick(double[] cumulative, double uniform)
    {
        int category = 0;
        while (uniform >= cumulative[category])
        {
            category++;
        }

        return category;
    }

    /// <summary>Cash comes in tens; all else in cents.</summary>
    private static float Price(double amount, int category)
    {
        double capped = Math.Min(amount, LargestAmount);
        return category == CardCategory.Cash
            ? (float)Math.Max(10, Math.Round(capped / 10) * 10)
            : Resolution.Round(Math.Max(0.5, capped), capped < 9_999 ? 100 : 10);
    }

    /// <summary>km from home: around it, around the place of a journey, or 0 online.</summary>
    private static float Place(CardProfile card, int category, double journeyKm, ulong key)
    {
        if (category == CardCategory.Online)
        {
            return 0;
        }

        double local = card.HomeRadiusKm * Math.Exp(0.8 * CounterHash.Normal(CounterHash.At(key, 7)));
        return Resolution.Round(Math.Clamp(journeyKm + local, 0.1, 9_999), 10);
    }
}
