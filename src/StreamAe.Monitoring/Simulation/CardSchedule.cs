namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// How many payments each card makes on a day, when it travels and when it is misused. Each card's time is cut into epochs of four
/// weeks that begin on a day of its own; an epoch has at most one fraud, which lies wholly inside it. About 0.3 % of the
/// payments are fraudulent: by number 45 % take-over, 25 % card testing, 20 % compromised merchant, 10 % without a trace.
/// </summary>
internal sealed class CardSchedule(TimeSpan quiet)
{
    public const int EpochDays = 28;
    public const int JourneyEpochDays = 84;

    /// <summary>A third of the payments of a taken-over card are the thief's.</summary>
    public const double TakenOverShare = 1.0 / 3;

    /// <summary>More payments than a day's table has room to number are never drawn.</summary>
    public const int MaxPaymentsPerDay = 60;

    private const double IncidentsPerEpoch = 0.07;
    private const double JourneysPerEpoch = 0.6;

    /// <summary>Factors on the number of payments from Monday to Sunday.</summary>
    private static readonly double[] Weekdays = [0.95, 0.95, 1.0, 1.05, 1.15, 1.2, 0.7];

    private readonly int _quietDays = (int)Math.Min(quiet.Ticks / TimeSpan.TicksPerDay + (quiet.Ticks % TimeSpan.TicksPerDay == 0 ? 0 : 1), int.MaxValue);

    /// <summary>Whether a day of the month is one of the three from the card's payday on.</summary>
    public static bool IsPaid(CardProfile card, int dayOfMonth) => dayOfMonth >= card.PayDay && dayOfMonth < card.PayDay + 3;

    /// <summary>The town the card is in: its own, or that of a journey.</summary>
    public static int TownOf(CardProfile card, int day)
    {
        int epoch = (day + card.JourneyOffsetDays) / JourneyEpochDays;
        var draws = new HashDraws(CounterHash.At(card.Key, 3L * epoch));
        if (!draws.Chance(JourneysPerEpoch))
        {
            return card.HomeTown;
        }

        int days = draws.Integer(3, 12);
        int from = epoch * JourneyEpochDays - card.JourneyOffsetDays + draws.Integer(0, JourneyEpochDays - days);
        int town = (card.HomeTown + draws.Integer(1, CardMerchants.Towns - 1)) % CardMerchants.Towns;
        return day >= from && day < from + days ? town : card.HomeTown;
    }

    /// <summary>The fraud of the card's epoch that contains <paramref name="day"/>, or one of kind None.</summary>
    public CardIncident IncidentOf(CardProfile card, int day)
    {
        int epoch = (day + card.ScheduleOffsetDays) / EpochDays;
        var draws = new HashDraws(CounterHash.At(card.Key, (3L * epoch) + 1));
        if (!draws.Chance(IncidentsPerEpoch))
        {
            return default;
        }

        double choice = draws.Uniform();
        (AnomalyKind kind, int days, int extra) = choice switch
        {
            < 0.20 => (AnomalyKind.FraudTakeOver, draws.Integer(3, 14), 0),
            < 0.37 => (AnomalyKind.FraudCardTesting, 1, draws.Integer(3, 8) + 1),
            < 0.81 => (AnomalyKind.FraudMerchant, 1, draws.Integer(1, 3)),
            _ => (AnomalyKind.FraudStealth, 1, 0),
        };
        int from = epoch * EpochDays - card.ScheduleOffsetDays + draws.Integer(0, EpochDays - days);
        bool possible = from >= _quietDays && from >= card.FirstDay;
        return possible ? new CardIncident(kind, from, from + days, extra, draws.Bits()) : default;
    }

    /// <summary>How many payments the owner makes on a day: Poisson.</summary>
    public static int PaymentsOf(CardProfile card, int day, int dayOfMonth)
    {
        if (day < card.FirstDay)
        {
            return 0;
        }

        double mean = card.PaymentsPerDay * Weekdays[day % 7] * (IsPaid(card, dayOfMonth) ? 1.3 : 1);
        double left = CounterHash.Uniform(CounterHash.At(card.Key, (3L * day) + 2));

        // Inversion: term is the probability of exactly `count`.
        double term = Math.Exp(-mean);
        int count = 0;
        while (left >= term && count < MaxPaymentsPerDay)
        {
            left -= term;
            term *= mean / ++count;
        }

        return count;
    }
}
