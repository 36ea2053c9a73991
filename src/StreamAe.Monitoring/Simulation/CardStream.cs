using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// Payment cards: amount, category (a word, here its index), distance km from home (0 online, NaN for the few terminals that do
/// not say where they stand), the merchant's number, its latitude and longitude in degrees (NaN online). Each card has its own amounts,
/// categories, merchants, pace, hours and town; it travels, has paydays, drifts, and makes a legitimate payment out of all proportion
/// now and then, some of them at night. Some cards appear only later. 0.2–0.4 % of the payments are
/// labelled fraud; a tenth of those (<see cref="AnomalyKind.FraudStealth"/>) is undetectable without labels by construction.
/// Two payments of one card may carry the same second.
/// </summary>
public sealed class CardStream : SimulatedStream
{
    /// <summary>Beyond it the payments of a day could exceed what an array holds.</summary>
    private const int MaxCards = 20_000_000;

    private readonly CardProfile[] _profiles;
    private readonly int _keyDigits;

    /// <param name="seed">Streams of different seeds have nothing in common.</param>
    /// <param name="cards">At least 1.</param>
    /// <param name="quiet">Default 2 days. No fraud begins before; <see cref="TimeSpan.MaxValue"/> for a stream without any.</param>
    public CardStream(ulong seed, int cards = 2000, TimeSpan? quiet = null)
        : base("cards", "card", cards, CreateSchema())
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cards, MaxCards);
        ArgumentOutOfRangeException.ThrowIfLessThan(quiet ?? TimeSpan.Zero, TimeSpan.Zero, nameof(quiet));
        Schedule = new CardSchedule(quiet ?? DefaultQuiet);
        _keyDigits = Math.Max(4, (cards - 1).ToString().Length);
        _profiles = new CardProfile[cards];
        var merchants = new CardMerchants(seed);
        for (int card = 0; card < cards; card++)
        {
            _profiles[card] = new CardProfile(seed, card, merchants);
        }
    }

    internal CardSchedule Schedule { get; }

    public override string EntityKey(int entity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entity, (uint)Entities, nameof(entity));
        return "card-" + entity.ToString().PadLeft(_keyDigits, '0');
    }

    internal CardProfile Profile(int card) => _profiles[card];

    internal override SimulatedDay NewDay() => new CardDay(this);

    internal override void AddCounts(int day, Span<long> counts)
    {
        int dayOfMonth = Start.AddDays(day).Day;
        for (int card = 0; card < _profiles.Length; card++)
        {
            CardIncident incident = Schedule.IncidentOf(_profiles[card], day);
            counts[card] += CardSchedule.PaymentsOf(_profiles[card], day, dayOfMonth) + (incident.Covers(day) ? incident.Extra : 0);
        }
    }

    private static Schema CreateSchema() => new(
    [
        Channel.Number("amount"),
        Channel.Category("category", CardCategory.Names),
        Channel.Number("distance"),
        Channel.Number("merchant"),
        Channel.Number("latitude"),
        Channel.Number("longitude"),
    ]);
}
