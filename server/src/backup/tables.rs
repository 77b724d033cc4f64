//! Every table, in an order in which rows may be inserted: what is referred to comes first.

/// Calls `$visit!(argument…, module of the record)` for every table, in order. Kinds: `plain`; `file` (bytes beside
/// the rows); `project` (refers to itself); `head` (one row that is always there). Sessions and attempts (to sign
/// in, to show interest) are left out.
macro_rules! every_table {
    ($visit:ident) => {
        $visit!(plain, entity::programme::record);
        $visit!(plain, entity::programme::period);
        $visit!(plain, entity::programme::target);
        $visit!(plain, entity::municipality::record);
        $visit!(plain, entity::region::record);
        $visit!(plain, entity::region::alias);
        $visit!(plain, entity::region::member);
        $visit!(plain, entity::authority);
        $visit!(plain, entity::vocabulary::term);
        $visit!(plain, entity::vocabulary::mapping);
        $visit!(plain, entity::account::record);
        $visit!(plain, entity::account::role);
        $visit!(plain, entity::session::token);
        $visit!(plain, entity::audit);
        $visit!(head, entity::audit::head);
        $visit!(file, entity::import_run::file);
        $visit!(plain, entity::import_run::record);
        $visit!(plain, entity::import_run::release);
        $visit!(plain, entity::import_run::row);
        $visit!(plain, entity::import_run::item);
        $visit!(plain, entity::import_run::finding);
        $visit!(plain, entity::import_run::sheet);
        $visit!(plain, entity::import_run::memory);
        $visit!(plain, entity::import_run::profile);
        $visit!(plain, entity::origin);
        $visit!(plain, entity::job::record);
        $visit!(project, entity::project::record);
        $visit!(plain, entity::project::region_link);
        $visit!(plain, entity::project::fact);
        $visit!(plain, entity::published);
        $visit!(plain, entity::parameter::record);
        $visit!(plain, entity::approval::proposal);
        $visit!(plain, entity::approval::record);
        $visit!(plain, entity::check::overriding::record);
        $visit!(plain, entity::grant::case);
        $visit!(plain, entity::grant::decision);
        $visit!(plain, entity::grant::notice);
        $visit!(plain, entity::grant::memo::record);
        $visit!(plain, entity::grant::tranche);
        $visit!(plain, entity::grant::plan_item);
        $visit!(plain, entity::ledger::record);
        $visit!(plain, entity::cofunding::record);
        $visit!(plain, entity::settlement::draw::record);
        $visit!(plain, entity::settlement::draw::answer);
        $visit!(plain, entity::settlement::draw::used::record);
        $visit!(plain, entity::settlement::proof::record);
        $visit!(plain, entity::settlement::proof::item);
        $visit!(plain, entity::settlement::review::record);
        $visit!(plain, entity::settlement::review::item);
        $visit!(plain, entity::recovery::claim);
        $visit!(plain, entity::recovery::payment);
        $visit!(plain, entity::recovery::interest_set);
        $visit!(plain, entity::recovery::plan);
        $visit!(plain, entity::recovery::instalment);
        $visit!(plain, entity::recovery::write_off);
        $visit!(plain, entity::recovery::reversal);
        $visit!(plain, entity::recovery::resumption);
        $visit!(plain, entity::ledger::close::record);
        $visit!(plain, entity::ledger::close::sum);
        $visit!(plain, entity::solution::record);
        $visit!(plain, entity::solution::record::sheet);
        $visit!(plain, entity::solution::project_link);
        $visit!(plain, entity::solution::record::step);
        $visit!(plain, entity::solution::record::address);
        $visit!(plain, entity::solution::asking::record);
        $visit!(plain, entity::solution::picture::record);
        $visit!(plain, entity::solution::picture::removal::record);
        $visit!(plain, entity::adoption::record);
        $visit!(plain, entity::adoption::record::reply);
        $visit!(plain, entity::interest::record);
        $visit!(plain, entity::municipality::fact);
        $visit!(plain, entity::transfer::weights::record);
    };
}
pub(super) use every_table;
