using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Simulation;

/// <summary>Makes single payments: when they happen and what they look like, from the hash of (card, day, number within the day).</summary>
internal static class CardPayment
{
    public const int Amount = 0;
    public const int Category = 1;
    public const int Distance = 2;
    public const int Merchant = 3;
    public const int Latitude = 4;
    public const int Longitude = 5;
    public const int Channels = 6;

    private const double OneOffShare = 0.002;

    /// <summary>Share of payments whose terminal does not say where it stands.</summary>
    private const double NoPlaceShare = 0.003;

    /// <summary>Half an hour of small payments, before the large one.</summary>
    private const int TestingSeconds = 1800;

    /// <summary>Keeps amounts within six digits with their cents rounded away at most.</summary>
    private const double LargestAmount = 99_000;

    /// <summary>Share of the payments at home that go to a merchant drawn from all there are.</summary>
    private const double StrayShare = 0.12;

    /// <summary>How the rest is shared between a card's own merchants of a category, summed up.</summary>
    private static readonly double[] Favourites = [0.45, 0.7, 0.85, 0.95, 1];

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
            case AnomalyKind.FraudCardTesting:
                int first = (8 * 3600) + (int)(begin * 14 * 3600);
                int small = incident.Extra - 1;
                return first + (extra < small
                    ? (int)((extra + uniform) * TestingSeconds / small)
                    : TestingSeconds + (int)(uniform * 300));
            case AnomalyKind.FraudMerchant:
                return (int)(uniform * 5 * 3600);
            default:
                return SecondOf(card, key);
        }
    }

    /// <summary>One of the owner's payments.</summary>
    /// <param name="town">Where the card is.</param>
    public static void Own(CardProfile card, int day, bool paid, int town, ulong key, Span<float> values)
    {
        bool isAway = town != card.HomeTown;
        int category = Pick(isAway ? card.OnJourney : card.AtHome, CounterHash.Uniform(CounterHash.At(key, 1)));
        double logAmount = LogAmount(card, day, category, key) + (paid ? 0.15 : 0);
        ulong rare = CounterHash.At(key, 3);
        if (CounterHash.Uniform(rare) < OneOffShare)
        {
            logAmount += Math.Log(4) + 0.4 * CounterHash.Normal(CounterHash.At(key, 4));
        }

        values[Amount] = Price(Math.Exp(logAmount), category);
        values[Category] = category;
        PayAt(card, MerchantOf(card, category, town, key), values);
        if (CounterHash.Uniform(CounterHash.Mix(rare)) < NoPlaceShare)
        {
            values[Distance] = values[Latitude] = values[Longitude] = float.NaN;
        }
    }

    /// <summary>Makes the owner's payment in <paramref name="values"/> that of a thief who has taken over the card.</summary>
    public static void TakeOver(ulong key, Span<float> values)
    {
        double factor = Math.Exp(Math.Log(3) + 0.4 * CounterHash.Normal(CounterHash.At(key, 5)));
        values[Amount] = Price(values[Amount] * factor, (int)values[Category]);
    }

    /// <summary>The <paramref name="extra"/>-th payment that a fraud adds.</summary>
    /// <param name="town">Where the card is.</param>
    public static void Extra(CardProfile card, int day, in CardIncident incident, int extra, int town, ulong key, Span<float> values)
    {
        var draws = new HashDraws(CounterHash.At(key, 6));
        int category = CardCategory.Online;
        double amount;
        int merchant;
        if (incident.Kind == AnomalyKind.FraudCardTesting)
        {
            bool isLast = extra == incident.Extra - 1;
            category = isLast && draws.Chance(0.5) ? CardCategory.Electronics : CardCategory.Online;
            amount = isLast ? Math.Exp(card.LogAmount) * draws.LogNormal(6, 0.4) : draws.Between(0.5, 6);
            merchant = CardMerchants.Of(town, category, draws.Integer(0, CardMerchants.CountOf(category) - 1));
        }
        else
        {
            amount = Math.Exp(LogAmount(card, day, category, key)) * draws.Between(1.5, 3);
            merchant = card.Merchants.CompromisedAt(day, new HashDraws(incident.Key).Uniform());
        }

        values[Category] = category;
        values[Amount] = Price(amount, category);
        PayAt(card, merchant, values);
    }

    private static double LogAmount(CardProfile card, int day, int category, ulong key) =>
        card.LogAmount
        + card.YearlyTrend * day / 365.25
        + 0.08 * LatticeNoise.At(card.DriftKey, day / 45.0)
        + CardCategory.LogAmountFactors[category]
        + CardCategory.AmountSpreads[category] * CounterHash.Normal(CounterHash.At(key, 2));

    private static int Pick(ReadOnlySpan<double> cumulative, double uniform)
    {
        int category = 0;
        while (uniform >= cumulative[category])
        {
            category++;
        }

        return category;
    }

    /// <summary>At home mostly one of the card's own merchants of the category; on a journey any, but in the net.</summary>
    private static int MerchantOf(CardProfile card, int category, int town, ulong key)
    {
        var draws = new HashDraws(CounterHash.At(key, 7));
        bool isOwn = (town == card.HomeTown || category == CardCategory.Online) && !draws.Chance(StrayShare);
        double place = isOwn
            ? CounterHash.Uniform(CounterHash.At(card.Key, (1L << 40) + (category * Favourites.Length) + Pick(Favourites, draws.Uniform())))
            : draws.Uniform();
        return CardMerchants.Of(town, category, (int)(place * CardMerchants.CountOf(category)));
    }

    /// <summary>Writes the merchant and where it is.</summary>
    private static void PayAt(CardProfile card, int merchant, Span<float> values)
    {
        values[Merchant] = merchant;
        (double latitude, double longitude) = card.Merchants.PlaceOfMerchant(merchant);
        values[Latitude] = Resolution.Round(latitude, 1000);
        values[Longitude] = Resolution.Round(longitude, 1000);
        values[Distance] = double.IsNaN(latitude)
            ? 0
            : Resolution.Round(Math.Max(0.1, GreatCircle.Kilometres(card.HomeLatitude, card.HomeLongitude, latitude, longitude)), 10);
    }

    /// <summary>Cash comes in tens; all else in cents.</summary>
    private static float Price(double amount, int category)
    {
        double capped = Math.Min(amount, LargestAmount);
        return category == CardCategory.Cash
            ? (float)Math.Max(10, Math.Round(capped / 10) * 10)
            : Resolution.Round(Math.Max(0.5, capped), capped < 9_999 ? 100 : 10);
    }
}
