using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// Where cards pay: towns with the same number of shops of every category, and the shops of the net, which are nowhere. A merchant's number
/// says which it is: (town × categories + category) × <see cref="PerCategory"/> + index, those of the net behind. Safe for concurrent use.
/// </summary>
internal sealed class CardMerchants
{
    public const int Towns = 64;
    public const int PerCategory = 32;

    /// <summary>Merchants of the net.</summary>
    public const int OnlineCount = 512;

    /// <summary>Number of the first merchant of the net.</summary>
    public const int FirstOnline = Towns * CardCategory.Count * PerCategory;

    /// <summary>Merchants of the net whose customers' cards are misused in one week.</summary>
    private const int CompromisedAtATime = 3;

    private readonly ulong _key;
    private readonly (double Latitude, double Longitude)[] _towns = new (double, double)[Towns];

    public CardMerchants(ulong seed)
    {
        _key = CounterHash.Mix(seed ^ 0x6d657263);
        for (int town = 0; town < Towns; town++)
        {
            var draws = new HashDraws(CounterHash.At(_key, -1L - town));
            _towns[town] = (draws.Between(37, 58), draws.Between(-8, 28));
        }
    }

    public static int Of(int town, int category, int index) => category == CardCategory.Online
        ? FirstOnline + index
        : (((town * CardCategory.Count) + category) * PerCategory) + index;

    /// <summary>How many there are to choose from: in the town, or in the net.</summary>
    public static int CountOf(int category) => category == CardCategory.Online ? OnlineCount : PerCategory;

    /// <summary>Degrees, of the middle of the town.</summary>
    public (double Latitude, double Longitude) PlaceOf(int town) => _towns[town];

    /// <summary>Degrees; NaN in the net.</summary>
    public (double Latitude, double Longitude) PlaceOfMerchant(int merchant)
    {
        if (merchant >= FirstOnline)
        {
            return (double.NaN, double.NaN);
        }

        (double latitude, double longitude) = _towns[merchant / (CardCategory.Count * PerCategory)];
        var draws = new HashDraws(CounterHash.At(_key, merchant));
        return GreatCircle.Near(latitude, longitude, Math.Min(draws.LogNormal(3, 0.7), 30), draws.Between(0, 2 * Math.PI));
    }

    /// <summary>One of the merchants of the net whose customers' cards are misused in the week of a day.</summary>
    /// <param name="choice">In [0, 1).</param>
    public int CompromisedAt(int day, double choice)
    {
        ulong week = CounterHash.At(_key ^ 0x7765656b, day / 7);
        return FirstOnline + (int)(CounterHash.Uniform(CounterHash.At(week, (int)(choice * CompromisedAtATime))) * OnlineCount);
    }
}
