using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Monitoring.Tests.Simulation;

public sealed class CardStreamTests
{
    private const int Cards = 600;
    private const int Count = 300_000;

    private static readonly Lazy<CardStream> Stream = new(() => new CardStream(Streams.Seed, Cards));

    /// <summary>About five months of 600 cards, read once for all tests.</summary>
    private static readonly Lazy<List<(SimulatedEvent Event, float[] Values)>> Rows = new(() => Streams.Take(Stream.Value, Count));

    [Fact]
    public void Labels_AreTwoToFourInAThousand_InTheDeclaredMix()
    {
        var frauds = Rows.Value.Where(row => row.Event.Label == 1).ToList();
        Assert.InRange(frauds.Count / (double)Count, 0.002, 0.004);
        double Share(AnomalyKind kind) => frauds.Count(row => row.Event.Kind == kind) / (double)frauds.Count;
        Assert.InRange(Share(AnomalyKind.FraudTakeOver), 0.3, 0.6);
        Assert.InRange(Share(AnomalyKind.FraudCardTesting), 0.15, 0.35);
        Assert.InRange(Share(AnomalyKind.FraudMerchant), 0.12, 0.28);
        Assert.InRange(Share(AnomalyKind.FraudStealth), 0.05, 0.16);
    }

    [Fact]
    public void Values_AreUsable()
    {
        Assert.All(Rows.Value, row =>
        {
            Assert.InRange(row.Values[CardPayment.Amount], 0.5f, 99_000f);
            Assert.InRange(row.Values[CardPayment.Category], 0, CardCategory.Count - 1);
            Assert.True(float.IsNaN(row.Values[CardPayment.Distance]) || row.Values[CardPayment.Distance] is >= 0 and < 20_000);
            Assert.InRange(row.Values[CardPayment.Merchant], 0, CardMerchants.FirstOnline + CardMerchants.OnlineCount - 1);
            Assert.True(float.IsNaN(row.Values[CardPayment.Latitude]) == float.IsNaN(row.Values[CardPayment.Longitude]));
            Assert.True(float.IsNaN(row.Values[CardPayment.Latitude]) || row.Values[CardPayment.Latitude] is > 30 and < 65);
            Assert.True(float.IsNaN(row.Values[CardPayment.Longitude]) || row.Values[CardPayment.Longitude] is > -15 and < 35);
        });
    }

    [Fact]
    public void Clean_ReadOfOrdinaryRows_ChangesNothing()
    {
        float[] clean = new float[CardPayment.Channels];
        for (int position = 0; position < Count; position += 97)
        {
            if (Rows.Value[position].Event.Label == 0)
            {
                Assert.Equal(Rows.Value[position].Event, Stream.Value.ReadClean(position, clean));
                Assert.Equal(Rows.Value[position].Values, clean);
            }
        }
    }

    [Fact]
    public void FraudTakeOver_IsThreeTimesWhatTheOwnerWouldHavePaid()
    {
        var ratios = Labelled(AnomalyKind.FraudTakeOver).Select(row => Math.Log(row.Values[0] / row.Clean[0])).ToList();
        Assert.InRange(ratios.Average(), 0.95, 1.25);
        Assert.All(Labelled(AnomalyKind.FraudTakeOver), row => Assert.Equal(row.Clean[1..], row.Values[1..]));
    }

    [Fact]
    public void FraudCardTesting_IsManySmallPaymentsThenALargeOne()
    {
        var incidents = Labelled(AnomalyKind.FraudCardTesting).GroupBy(row => (row.Event.Entity, Day: (int)(row.Event.Hours() / 24))).ToList();
        Assert.NotEmpty(incidents);
        foreach (var incident in incidents)
        {
            var rows = incident.ToList();
            Assert.InRange(rows.Count, 4, 9);
            Assert.InRange(rows[^2].Event.Hours() - rows[0].Event.Hours(), 0.05, 0.5);
            Assert.InRange(rows[^1].Event.Hours() - rows[0].Event.Hours(), 0.1, 0.6);
            Assert.All(rows.SkipLast(1), row => Assert.InRange(row.Values[0], 0.5f, 6f));
            Assert.True(rows[^1].Values[0] > rows.SkipLast(1).Max(row => row.Values[0]));
            Assert.True(rows[^1].Values[0] > 1.8 * Math.Exp(Stream.Value.Profile(rows[0].Event.Entity).LogAmount));
        }
    }

    [Fact]
    public void FraudCardTesting_IsAtMerchantsNewToTheCard()
    {
        int[] isNew = [.. Labelled(AnomalyKind.FraudCardTesting).Select(row => IsNewMerchant(row.Event, row.Values) ? 1 : 0)];
        Assert.InRange(isNew.Average(), 0.85, 1);
    }

    [Fact]
    public void FraudMerchant_IsAtNight_HalfAsLargeAgainToThreeTimes_AtAMerchantSharedByTheCardsOfAWeek()
    {
        var rows = Labelled(AnomalyKind.FraudMerchant);
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            Assert.InRange(row.Event.Hours() % 24, 0, 5);
            Assert.Equal(CardCategory.Online, row.Values[CardPayment.Category]);
        });
        Assert.InRange(rows.Average(row => Math.Log(row.Values[0]) - Stream.Value.Profile(row.Event.Entity).LogAmount), Math.Log(1.9), Math.Log(3));
        Assert.All(
            rows.GroupBy(row => (int)(row.Event.Hours() / 24 / 7)),
            week => Assert.InRange(week.Select(row => row.Values[CardPayment.Merchant]).Distinct().Count(), 1, 3));

        // The first payment of each incident; a card may pay there twice.
        var first = rows.GroupBy(row => (row.Event.Entity, (int)(row.Event.Hours() / 24))).Select(incident => incident.First()).ToList();
        Assert.InRange(first.Average(row => IsNewMerchant(row.Event, row.Values) ? 1.0 : 0), 0.85, 1);
    }

    [Fact]
    public void Merchants_OfACard_AreFew_AndNewOnesSeldom()
    {
        var late = Rows.Value.Skip(Count / 2).Where(row => row.Event.Label == 0).ToList();
        double share = late.Take(20_000).Average(row => IsNewMerchant(row.Event, row.Values) ? 1.0 : 0);
        Assert.InRange(share, 0.02, 0.2);
    }

    [Fact]
    public void Merchants_StandWhereTheyStand_WhoeverPays()
    {
        var places = new Dictionary<float, (float, float)>();
        foreach ((_, float[] values) in Rows.Value)
        {
            if (!float.IsNaN(values[CardPayment.Latitude]))
            {
                (float, float) place = (values[CardPayment.Latitude], values[CardPayment.Longitude]);
                Assert.True(places.TryAdd(values[CardPayment.Merchant], place) || places[values[CardPayment.Merchant]] == place);
            }
        }

        Assert.True(places.Count > 5000);
    }

    [Fact]
    public void Distance_IsThatFromHomeToTheMerchant()
    {
        foreach ((SimulatedEvent sent, float[] values) in Rows.Value.Take(5000))
        {
            CardProfile card = Stream.Value.Profile(sent.Entity);
            double km = GreatCircle.Kilometres(
                card.HomeLatitude, card.HomeLongitude, values[CardPayment.Latitude], values[CardPayment.Longitude]);
            Assert.True(
                double.IsNaN(km) ? !(values[CardPayment.Distance] > 0) : Math.Abs(km - values[CardPayment.Distance]) < 0.3,
                $"{values[CardPayment.Distance]} km against {km}.");
        }
    }

    [Fact]
    public void FraudStealth_LeavesNoTrace()
    {
        Assert.NotEmpty(Labelled(AnomalyKind.FraudStealth));
        Assert.All(Labelled(AnomalyKind.FraudStealth), row => Assert.Equal(row.Clean, row.Values));
    }

    [Fact]
    public void Pace_OfTheCards_LiesBetweenOneAndEightADay()
    {
        double days = Rows.Value[^1].Event.Hours() / 24;
        double[] rates = [.. Rows.Value.GroupBy(row => row.Event.Entity).Select(card => card.Count() / (days - Stream.Value.Profile(card.Key).FirstDay))];
        Assert.True(rates.Order().ElementAt(Cards / 20) is > 0.8 and < 1.6);
        Assert.True(rates.Order().ElementAt(Cards * 19 / 20) is > 6 and < 10);
    }

    [Fact]
    public void LateCards_SendNothingBeforeTheirFirstDay()
    {
        var first = Rows.Value.GroupBy(row => row.Event.Entity).ToDictionary(card => card.Key, card => (int)(card.First().Event.Hours() / 24));
        int late = 0;
        for (int card = 0; card < Cards; card++)
        {
            int from = Stream.Value.Profile(card).FirstDay;
            late += from > 0 ? 1 : 0;
            Assert.True(!first.TryGetValue(card, out int day) || day >= from);
        }

        Assert.InRange(late / (double)Cards, 0.07, 0.17);
    }

    [Fact]
    public void Amounts_OfOneCard_AreLogNormalAroundItsOwnMedian()
    {
        // Between-card variance of the log amount within one category is that of the cards' medians, 0.5².
        var medians = Rows.Value.Where(row => row.Event.Label == 0 && row.Values[1] == CardCategory.Grocery)
            .GroupBy(row => row.Event.Entity)
            .Where(card => card.Count() > 30)
            .Select(card => (Card: card.Key, Median: card.Select(row => Math.Log(row.Values[0])).Order().ElementAt(card.Count() / 2)))
            .ToList();
        Assert.True(medians.Count > Cards / 2);
        Assert.All(medians, card => Assert.InRange(card.Median - Stream.Value.Profile(card.Card).LogAmount, -0.6, 0.6));
        double mean = medians.Average(card => card.Median);
        Assert.InRange(Math.Sqrt(medians.Average(card => Math.Pow(card.Median - mean, 2))), 0.4, 0.6);
    }

    [Fact]
    public void Nights_AreQuiet_AndPaydaysAreBusy()
    {
        double night = Rows.Value.Count(row => row.Event.Hours() % 24 < 5) / (double)Count;
        Assert.InRange(night, 0, 0.03);

        // Payments per card and day, relative to the card's own pace, on paydays and on other days of twelve whole weeks.
        var sent = Rows.Value.GroupBy(row => (row.Event.Entity, Day: (int)(row.Event.Hours() / 24))).ToDictionary(day => day.Key, day => day.Count());
        var pace = new Dictionary<bool, List<double>> { [true] = [], [false] = [] };
        for (int card = 0; card < Cards; card++)
        {
            CardProfile profile = Stream.Value.Profile(card);
            for (int day = profile.FirstDay; day < 84; day++)
            {
                bool paid = CardSchedule.IsPaid(profile, SimulatedStream.Start.AddDays(day).Day);
                pace[paid].Add(sent.GetValueOrDefault((card, day)) / profile.PaymentsPerDay);
            }
        }

        Assert.InRange(pace[true].Average() / pace[false].Average(), 1.2, 1.4);
    }

    [Fact]
    public void Journeys_TakeTheCardAwayForDays()
    {
        int cardDays = 0;
        int away = 0;
        for (int card = 0; card < Cards; card++)
        {
            CardProfile profile = Stream.Value.Profile(card);
            for (int day = 0; day < 84; day++)
            {
                cardDays++;
                away += CardSchedule.TownOf(profile, day) != profile.HomeTown ? 1 : 0;
            }
        }

        Assert.InRange(away / (double)cardDays, 0.035, 0.075);
        double far = Rows.Value.Count(row => row.Event.Label == 0 && row.Values[2] > 80) / (double)Count;
        Assert.InRange(far, 0.02, 0.08);
    }

    [Fact]
    public void OneOffs_AreThereAndNotLabelled()
    {
        // Far above what the card's own log-normal allows: four deviations of the widest category.
        int oneOffs = Rows.Value.Count(row => row.Event.Label == 0
            && Math.Log(row.Values[0]) - Stream.Value.Profile(row.Event.Entity).LogAmount
                - CardCategory.LogAmountFactors[(int)row.Values[1]] > 3.5 * CardCategory.AmountSpreads[(int)row.Values[1]] + 0.2);
        Assert.InRange(oneOffs / (double)Count, 0.0002, 0.002);
    }

    /// <summary>By card and merchant, the number of the card's payment that was the first there.</summary>
    private static readonly Lazy<Dictionary<(int Card, float Merchant), long>> FirstPayments = new(() =>
    {
        var first = new Dictionary<(int, float), long>();
        foreach ((SimulatedEvent sent, float[] values) in Rows.Value)
        {
            first.TryAdd((sent.Entity, values[CardPayment.Merchant]), sent.Sequence);
        }

        return first;
    });

    private static bool IsNewMerchant(in SimulatedEvent sent, float[] values) =>
        FirstPayments.Value[(sent.Entity, values[CardPayment.Merchant])] == sent.Sequence;

    private static List<(SimulatedEvent Event, float[] Values, float[] Clean)> Labelled(AnomalyKind kind)
    {
        var found = new List<(SimulatedEvent, float[], float[])>();
        for (int position = 0; position < Rows.Value.Count; position++)
        {
            if (Rows.Value[position].Event.Kind == kind)
            {
                float[] clean = new float[CardPayment.Channels];
                Stream.Value.ReadClean(position, clean);
                found.Add((Rows.Value[position].Event, Rows.Value[position].Values, clean));
            }
        }

        return found;
    }
}
